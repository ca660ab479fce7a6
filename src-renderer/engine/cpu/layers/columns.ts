import type { CpuLayerKind } from './cpuLayer.ts';

/** Some of the values of every row; the gradient of the others is 0. */
export const columns: CpuLayerKind = ({ kernels, params, inputShape, outputShape, needsInputGradient, room }) => {
  const [all = 1] = inputShape;
  const [count = 1] = outputShape;
  const before = Number(params.from) - 1;
  const y = room(count);
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.copyBlocks(x + 4 * before, all, y, count, count, 0, rows);
      return y;
    },
    backward({ dy, dx, rows }) {
      if (!needsInputGradient) return;
      const last = rows - 1;
      kernels.copyBlocks(dy, 0, dx, 0, 0, before, 1);
      // The zeros behind a row are those before the next one too; behind the last there is none.
      kernels.copyBlocks(dy, count, dx + 4 * before, all, count, all - count, last);
      const at = dx + 4 * (last * all + before);
      kernels.copyBlocks(dy + 4 * last * count, 0, at, 0, count, all - count - before, 1);
    },
  };
};
