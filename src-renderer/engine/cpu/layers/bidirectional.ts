import { shapeSize } from '#shared/layers/kind.ts';
import type { BackwardPass, CpuLayerKind } from './cpuLayer.ts';
import { planRecurrence } from './recurrent/recurrence.ts';
import { cellOf } from './recurrentLayers.ts';

/** A recurrent layer over the steps, and one over the steps from the last to the first, side by side. */
export const bidirectional: CpuLayerKind = (site) => {
  const cell = cellOf(String(site.params.layer), site.params);
  const units = site.outputShape.at(-1)! / 2;
  const first = planRecurrence(site, cell, { isReversed: false, units, column: 0, addsGradient: false });
  const second = planRecurrence(site, cell, { isReversed: true, units, column: units, addsGradient: true });
  const y = site.room(shapeSize(site.outputShape));
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, weights, rows) {
      first.forward(x, firstHalf(weights), rows, y);
      second.forward(x, secondHalf(weights), rows, y);
      return y;
    },
    backward(pass) {
      first.backward(halfPass(pass, firstHalf));
      second.backward(halfPass(pass, secondHalf));
    },
  };
};

const firstHalf = (tensors: readonly number[]): readonly number[] => tensors.slice(0, tensors.length / 2);
const secondHalf = (tensors: readonly number[]): readonly number[] => tensors.slice(tensors.length / 2);

function halfPass(pass: BackwardPass, half: typeof firstHalf): BackwardPass {
  return { ...pass, weights: half(pass.weights), gradients: half(pass.gradients) };
}
