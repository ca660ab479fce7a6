import { beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { checkTokens } from '../../../src-renderer/engine/tokens.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { bench, contender, dataOf, executorOn, kernelsOf, layers } from './executorSupport.ts';

const network = layers(
  ['embedding', { inputDim: 50, outputDim: 3 }],
  ['globalAveragePooling1d', {}],
  ['dense', { units: 2, activation: 'softmax' }],
);

describe('token ids', () => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf('plain');
  });

  it.each([50, -1, 0.5, NaN])('%d ends a training with a reason, on both executors alike', async (id) => {
    const wanted = `tokenOutOfRange`;
    const data = dataOf([2], Float32Array.of(3, 49, 0, id), Float32Array.of(0, 1), 2);
    const model = bench(network, 'categoricalCrossentropy', data);
    const executor = executorOn(kernels, model, 2);
    const run = executor.createRun({ id: 'r', contender: contender('sgd'), weights: initialWeights(model.check, 1) });
    const batch = executor.loadBatch(1, 1, data.split.train);
    expect(() => run.advance(batch, 1, 0.1)).toThrow(wanted);
    await expect(run.evaluate(data.split.train, () => Promise.resolve())).rejects.toThrow(wanted);
    executor.dispose();
    expect(() => checkTokens(Float32Array.of(3, id), 50)).toThrow(wanted);
  });

  it('0 and the last one are there', () => {
    expect(() => checkTokens(Float32Array.of(0, 49), 50)).not.toThrow();
  });
});

describe('start weights of an embedding', () => {
  const data = dataOf([2], Float32Array.of(1, 2), Float32Array.of(0), 2);
  const model = bench(network, 'categoricalCrossentropy', data);
  const table = initialWeights(model.check, 1)[0]!;

  it('lie within ±0.05, as in Keras, and fill the range', () => {
    expect(Math.max(...table.map(Math.abs))).toBeLessThanOrEqual(0.05);
    expect(Math.max(...table)).toBeGreaterThan(0.045);
    expect(Math.min(...table)).toBeLessThan(-0.045);
  });

  it('follow the initialiser of the model where one is chosen', () => {
    const chosen = initialWeights({ ...model.check, initializer: { id: 'zeros', params: {} } }, 1)[0]!;
    expect(new Set(chosen)).toEqual(new Set([0]));
  });
});
