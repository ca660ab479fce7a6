import { describe, expect, it } from 'vitest';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { allMultiplyAdds, multiplyAdds, outputBytes, trainingBytes } from '#shared/layers/work.ts';

/** Multiplications of one layer over samples of this shape. */
function of(
  kind: string,
  params: Record<string, number | string | boolean>,
  shape: readonly number[] = [5, 4, 3],
): number {
  const model = { layers: [{ id: 'a', kind, params }] };
  const demand = { task: 'classification', units: 2 } as const;
  return allMultiplyAdds(checkModel(model, shape, demand, 'categoricalCrossentropy').rows);
}

describe('multiply-adds of one sample', () => {
  it.each([
    ['conv2d', { filters: 6, kernelSize: 2 }, 2 * 2 * 3 * 6 * 20],
    ['depthwiseConv2d', { kernelSize: 2, depthMultiplier: 5 }, 2 * 2 * 3 * 5 * 20],
    ['separableConv2d', { filters: 6, kernelSize: 2, depthMultiplier: 5 }, (2 * 2 * 3 * 5 + 3 * 5 * 6) * 20],
    ['conv2dTranspose', { filters: 6, kernelSize: 2, strides: 2 }, 2 * 2 * 6 * 3 * 20],
    ['batchNormalization', {}, 5 * 4 * 3],
    ['averagePooling2d', { poolSize: 2 }, 2 * 2 * 3 * 4],
    ['globalAveragePooling2d', {}, 5 * 4 * 3],
    ['maxPooling2d', { poolSize: 2 }, 0],
  ] as const)('%s', (kind, params, expected) => expect(of(kind, params)).toBe(expected));

  it.each([
    ['lstm', { units: 4 }, 7 * 4 * 4 * (3 + 4)],
    ['lstm', { units: 4, returnSequences: true }, 7 * 4 * 4 * (3 + 4)],
    ['gru', { units: 4 }, 7 * 3 * 4 * (3 + 4)],
    ['bidirectional', { layer: 'simpleRNN', units: 4 }, 7 * 2 * 4 * (3 + 4)],
    ['timeDistributed', { units: 4 }, 7 * 3 * 4],
  ] as const)('%s of seven steps of three values, %j', (kind, params, expected) =>
    expect(of(kind, params, [7, 3])).toBe(expected),
  );
});

describe('memory', () => {
  const layers = [
    { id: 'a', kind: 'dense', params: { units: 5, activation: 'relu' } },
    { id: 'b', kind: 'dense', params: { units: 2, activation: 'softmax' } },
  ];
  const check = checkModel({ layers }, [3], { task: 'classification', units: 2 }, 'categoricalCrossentropy');

  it('of a row is what leaves it for one sample', () => {
    expect(check.rows.map(outputBytes)).toEqual([5 * 4, 2 * 4]);
    expect(check.rows.map(multiplyAdds)).toEqual([15, 10]);
  });

  it('of an update is weights and gradients once, outputs for every sample', () => {
    expect(trainingBytes(check.rows, 10)).toBe(2 * 4 * (3 * 5 + 5 + 5 * 2 + 2) + 10 * 4 * (5 + 2));
  });
});
