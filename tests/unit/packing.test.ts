import { describe, expect, it } from 'vitest';
import { packNumbers, unpackNumbers } from '#shared/packing.ts';

describe('numbers on their way between threads', () => {
  const values = Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? null : i / 3));
  const message = {
    type: 'points',
    points: [{ run: 'a', steps: [{ series: 'loss', fromStep: 1, values }], epochs: [{ epoch: 1, metrics: {} }] }],
    weights: Float32Array.of(1, 2),
    names: Array.from({ length: 20 }, (_, i) => `n${i}`),
    few: [1, null],
    reason: null,
  };

  it('are side by side, and come out as they went in', () => {
    const packed = structuredClone(packNumbers(message)) as typeof message;
    expect(packed.points[0]!.steps[0]!.values).toBeInstanceOf(Float64Array);
    expect(packed.few).toEqual([1, null]);
    expect(unpackNumbers(packed)).toEqual(message);
  });
});
