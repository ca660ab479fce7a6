import type { LayerSite } from './cpuLayer.ts';

/** Where a normalisation finds γ, β and what is behind them among its addresses, and where the gradients of γ and β go. */
export interface ScaleAndShift {
  gamma(weights: readonly number[]): number;
  beta(weights: readonly number[]): number;
  /** The `at`-th tensor behind γ and β. */
  state(weights: readonly number[], at: number): number;
  dGamma(gradients: readonly number[]): number;
  dBeta(gradients: readonly number[]): number;
}

/** γ and β of a layer that learns both, one or neither: what it does not learn has a place of the plan, of ones and zeros. */
export function scaleAndShift(site: LayerSite): ScaleAndShift {
  const channels = site.inputShape.at(-1) ?? 1;
  const gammaAt = site.params.scale === true ? 0 : null;
  const betaAt = site.params.center === true ? (gammaAt ?? -1) + 1 : null;
  const stateAt = (betaAt ?? gammaAt ?? -1) + 1;
  const ones = gammaAt === null ? site.keep(channels) : 0;
  const zeros = betaAt === null ? site.keep(channels) : 0;
  if (ones) new Float32Array(site.kernels.memory.buffer, ones, channels).fill(1);
  const [ownGamma, ownBeta] = [ones && site.keep(channels), zeros && site.keep(channels)];
  return {
    gamma: (weights) => (gammaAt === null ? ones : weights[gammaAt]!),
    beta: (weights) => (betaAt === null ? zeros : weights[betaAt]!),
    state: (weights, at) => weights[stateAt + at]!,
    dGamma: (gradients) => (gammaAt === null ? ownGamma : gradients[gammaAt]!),
    dBeta: (gradients) => (betaAt === null ? ownBeta : gradients[betaAt]!),
  };
}
