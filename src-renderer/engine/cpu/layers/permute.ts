import { permutedAxes } from '#shared/layers/permute.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** The axes in another order; the way back is the inverse order. Two axes are three, the last of which has length 1. */
export const permute: CpuLayerKind = ({ kernels, params, inputShape, outputShape, needsInputGradient, room }) => {
  const axes = permutedAxes(String(params.order));
  const there = moved(inputShape, axes);
  const back = moved(
    outputShape,
    axes.map((_, axis) => axes.indexOf(axis)),
  );
  const y = room(shapeSize(outputShape));
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.permuteAxes(x, y, rows, ...there);
      return y;
    },
    backward({ dy, dx, rows }) {
      if (needsInputGradient) kernels.permuteAxes(dy, dx, rows, ...back);
    },
  };
};

/** The lengths of the output's axes, and how far apart their values lie in the input. */
function moved(shape: readonly number[], axes: readonly number[]): number[] {
  const steps = shape.map((_, axis) => shapeSize(shape.slice(axis + 1)));
  const lengths = axes.map((axis) => shape[axis]!);
  const spare = new Array<number>(3 - axes.length).fill(1);
  return [...lengths, ...spare, ...axes.map((axis) => steps[axis]!), ...spare];
}
