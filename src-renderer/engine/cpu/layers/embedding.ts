import { tokenOutOfRange } from '../../tokens.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/**
 * The table's row of every token. The gradient adds up the rows of dy by token in the order of their places, so the same batch gives the same
 * bits; rows of tokens that do not occur are 0. Throws `tokenOutOfRange`.
 */
export const embedding: CpuLayerKind = ({ kernels, params, inputShape, room }) => {
  const [length = 1] = inputShape;
  const [vocabulary, dim] = [Number(params.inputDim), Number(params.outputDim)];
  const y = room(length * dim);
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, [table = 0], rows) {
      const wrong = kernels.embedding(x, table, y, rows * length, dim, vocabulary);
      if (wrong >= 0) throw tokenOutOfRange(new Float32Array(kernels.memory.buffer, x, wrong + 1).at(-1)!, vocabulary);
      return y;
    },
    backward({ x, gradients: [tableGradient = 0], dy, rows }) {
      kernels.embeddingGradient(x, dy, tableGradient, rows * length, dim, vocabulary);
    },
  };
};
