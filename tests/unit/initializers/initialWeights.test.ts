import { describe, expect, it } from 'vitest';
import { glorotUniformLimit, initialWeight } from '#shared/initializers/initialWeights.ts';

const kernel = { name: 'kernel', shape: [250, 400], fanIn: 250, fanOut: 400, initializer: 'glorotUniform' } as const;

describe('initial weights', () => {
  it('D15: 1e5 Glorot weights stay within the limit and have its standard deviation within 2 %', () => {
    const limit = glorotUniformLimit(250, 400);
    const values = initialWeight(kernel, 1, 0);
    expect(values.length).toBe(100_000);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
    const std = Math.sqrt(values.reduce((sum, w) => sum + w * w, 0) / values.length);
    expect(Math.abs(std / (limit / Math.sqrt(3)) - 1)).toBeLessThan(0.02);
  });

  it('gives equal places equal weights and other places or seeds others', () => {
    expect(initialWeight(kernel, 1, 0)).toEqual(initialWeight(kernel, 1, 0));
    expect(initialWeight(kernel, 1, 1)).not.toEqual(initialWeight(kernel, 1, 0));
    expect(initialWeight(kernel, 2, 0)).not.toEqual(initialWeight(kernel, 1, 0));
  });

  it('starts biases at zero', () => {
    const bias = { name: 'bias', shape: [5], fanIn: 3, fanOut: 5, initializer: 'zeros' } as const;
    expect([...initialWeight(bias, 1, 0)]).toEqual([0, 0, 0, 0, 0]);
  });
});
