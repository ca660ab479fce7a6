import { describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';

const twoClasses = { task: 'classification', units: 2 } as const;

function parametersOf(length: number, ...layers: readonly (readonly [string, ParamValues])[]): number {
  const nodes = layers.map(([kind, params], at): LayerNode => ({ id: `l${at}`, kind, params }));
  const check = checkModel({ layers: nodes }, [length], twoClasses, 'binaryCrossentropy');
  expect(check.rows.map(({ problem }) => problem)).toEqual(layers.map(() => null));
  return check.parameters;
}

describe('networks for text', () => {
  it('E12: Embedding 20,000 × 50 over 42 tokens, Flatten, Dense 128, Dense 1 has 1,269,057 parameters', () => {
    const parameters = parametersOf(
      42,
      ['embedding', { inputDim: 20_000, outputDim: 50 }],
      ['flatten', {}],
      ['dense', { units: 128, activation: 'relu' }],
      ['dense', { units: 1, activation: 'sigmoid' }],
    );
    expect(parameters).toBe(1_269_057);
  });

  it('E13: Embedding 20,000 × 50, mean over the 50 values, Dense 1 has 1,000,043 parameters', () => {
    const parameters = parametersOf(
      42,
      ['embedding', { inputDim: 20_000, outputDim: 50 }],
      ['permute', { order: 'p21' }],
      ['globalAveragePooling1d', {}],
      ['dense', { units: 1, activation: 'sigmoid' }],
    );
    expect(parameters).toBe(1_000_043);
  });
});
