import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';

/**
 * A row of numbers for every token: [length] of token ids → [length, outputDim]. Ids are whole numbers from 0 to inputDim − 1; anything else
 * ends the training with `tokenOutOfRange`. It stands first, or behind
 * `columns` of the data, since ids come from the data alone.
 */
export const embedding = defineLayer({
  kind: 'embedding',
  family: 'core',
  params: {
    inputDim: { type: 'integer', default: 10000, min: 1, max: 1_000_000, scale: 'log', slider: [100, 100_000] },
    outputDim: { type: 'integer', default: 32, min: 1, max: 4096, scale: 'log', slider: [1, 512] },
  },
  outputShape(input, { outputDim }) {
    if (input.length !== 1) return problem('needsTokens', { shape: shapeText(input) }, { act: 'remove' });
    return shapeOf(input[0]!, outputDim);
  },
  weights(_input, { inputDim, outputDim }) {
    const shape = [inputDim, outputDim];
    return [{ name: 'embeddings', shape, fanIn: inputDim, fanOut: outputDim, initializer: 'smallUniform' }];
  },
});
