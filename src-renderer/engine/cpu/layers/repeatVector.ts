import type { CpuLayerKind } from './cpuLayer.ts';

/** The same row n times; the gradient is the sum over the copies. */
export const repeatVector: CpuLayerKind = ({ kernels, outputShape, needsInputGradient, room }) => {
  const [copies = 1, values = 1] = outputShape;
  const y = room(copies * values);
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.spreadOverPlaces(x, y, rows, copies, values, 1);
      return y;
    },
    backward({ dy, dx, rows }) {
      if (!needsInputGradient) return;
      for (let row = 0; row < rows; row++)
        kernels.sumRows(dy + 4 * row * copies * values, copies, values, dx + 4 * row * values);
    },
  };
};
