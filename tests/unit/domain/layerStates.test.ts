import { describe, expect, it } from 'vitest';
import { layerStates } from '#shared/domain/layerStates.ts';

const dense = (activation: string) => ({ kind: 'dense', params: { units: 3, activation } });

describe('units of a layer over several samples', () => {
  it('are dead where a ReLU gives 0 for every sample and at every place', () => {
    expect(layerStates(dense('relu'), Float32Array.from([0, 1, 0, 0, 0, 0]), [3])).toEqual({
      units: 3,
      dead: 2,
      saturated: null,
    });
    const conv = { kind: 'conv2d', params: { activation: 'relu' } };
    // Two samples of 1 × 2 × 2: the second filter speaks at one place of the second sample.
    expect(layerStates(conv, Float32Array.from([0, 0, 0, 0, 0, 0, 0, 5]), [1, 2, 2])).toEqual({
      units: 2,
      dead: 1,
      saturated: null,
    });
  });

  it('are not called dead where nothing cuts them off', () => {
    expect(layerStates(dense('linear'), Float32Array.from([0, 0, 0]), [3])).toEqual({
      units: 3,
      dead: null,
      saturated: null,
    });
    expect(layerStates({ kind: 'flatten', params: {} }, Float32Array.from([0, 0]), [2]).dead).toBeNull();
  });

  it('are saturated as far as they stand at the flat ends', () => {
    expect(layerStates(dense('tanh'), Float32Array.from([-0.99, 0.99, 0.5, 0.97]), [2]).saturated).toBe(0.5);
    expect(layerStates(dense('sigmoid'), Float32Array.from([0.01, 0.5, 0.999, 0.99]), [2]).saturated).toBe(0.75);
  });
});
