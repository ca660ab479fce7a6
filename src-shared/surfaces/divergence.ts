import type { ParamValues } from '../domain/params.ts';
import type { Racer } from './racer.ts';
import type { Second } from './surface.ts';

type Vector = Float64Array;

/** f above this many times |f₀| counts as diverged even while it is still a number. */
export const DIVERGENCE_FACTOR = 1e6;
/** A start in a minimum has f₀ = 0: then the factor is taken of this. */
const SMALLEST_START = 1e-6;
/** f this many times above the start, its steps still growing, is on its way out. */
const GROWING_FACTOR = 100;

export interface Divergence {
  /** `notFinite`: θ or f is no number any more. `tooLarge`: f exceeded 1e6 |f₀| and stayed there. `growing`: it is on its way. */
  readonly kind: 'notFinite' | 'tooLarge' | 'growing';
  /** The first step whose θ is not finite (or whose f, where θ still is one), or whose f exceeded the limit; the last step while it grows. */
  readonly step: number;
  /** |Δθ| of the last finite update over that of the one before; null where there are not three finite points. */
  readonly growth: number | null;
}

/** How a trace went wrong, or null. A trace that leaves the limit but comes back has not diverged. */
export function divergenceOf(values: readonly number[], thetas: readonly Vector[]): Divergence | null {
  const start = Math.max(Math.abs(values[0]!), SMALLEST_START);
  const last = values.length - 1;
  const growth = growthOf(thetas);
  if (!isFinitePoint(thetas[last]!)) return { kind: 'notFinite', step: last, growth };
  if (!Number.isFinite(values[last]!))
    return { kind: 'notFinite', step: values.findLastIndex(Number.isFinite) + 1, growth };
  if (values[last]! > DIVERGENCE_FACTOR * start) {
    const above = values.findLastIndex((f) => f <= DIVERGENCE_FACTOR * start) + 1;
    return { kind: 'tooLarge', step: above, growth };
  }
  const isGrowing = values[last]! > GROWING_FACTOR * start && growth !== null && growth > 1;
  return isGrowing ? { kind: 'growing', step: last, growth } : null;
}

/** True where every number of θ is finite. */
export function isFinitePoint(theta: Vector): boolean {
  return theta.every((value) => Number.isFinite(value));
}

function growthOf(thetas: readonly Vector[]): number | null {
  const finite = thetas.filter(isFinitePoint);
  const [a, b, c] = finite.slice(-3);
  if (!a || !b || !c) return null;
  const [before, after] = [distance(a, b), distance(b, c)];
  return before > 0 && Number.isFinite(after / before) ? after / before : null;
}

function distance(a: Vector, b: Vector): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}

/**
 * The rate below which a rule converges on a quadratic whose largest curvature is λ: 2/λ for plain descent, 2(1 + β)/λ with momentum,
 * 2(1 + β)/((1 + 2β)λ) with Nesterov's. Null for rules without such a bound and where nothing curves upward.
 */
export function limitingRate(racer: Racer, h: ParamValues, hessian: Second): number | null {
  const curvature = largestCurvature(hessian);
  if (!(curvature > 0)) return null;
  const beta = Number(h.beta ?? 0);
  if (racer.id === 'sgd') return 2 / curvature;
  if (racer.id === 'nesterov') return (2 * (1 + beta)) / ((1 + 2 * beta) * curvature);
  if (racer.id !== 'momentum') return null;
  const share = h.form === 'ema' ? 1 - beta : h.form === 'lr_out' ? 1 - Number(h.dampening ?? 0) : 1;
  return share > 0 ? (2 * (1 + beta)) / (share * curvature) : null;
}

function largestCurvature([xx, xy, yy]: Second): number {
  return (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
}
