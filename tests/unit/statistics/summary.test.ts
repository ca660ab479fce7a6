import { describe, expect, it } from 'vitest';
import { isSeparated, pairedDifference, summarise, tFactor } from '#shared/statistics/summary.ts';

describe('summarise', () => {
  it('gives mean, sample deviation and t interval', () => {
    // 0.88, 0.90, 0.92: mean 0.90, deviations ±0.02, variance (0.0004 + 0.0004) / 2, s = 0.02; 4.30265 · 0.02 / √3 = 0.0496827.
    const summary = summarise([0.88, 0.9, 0.92]);
    expect(summary.n).toBe(3);
    expect(summary.mean).toBeCloseTo(0.9, 14);
    expect(summary.sd).toBeCloseTo(0.02, 14);
    expect(summary.halfWidth).toBeCloseTo(0.0496827, 6);
  });

  it('says nothing of the spread of one value', () => {
    expect(summarise([0.9])).toEqual({ n: 1, mean: 0.9, sd: null, halfWidth: null });
  });

  it('uses the t of n − 1 degrees of freedom, never z', () => {
    expect(tFactor(2)).toBeCloseTo(12.7062, 4);
    expect(tFactor(3)).toBeCloseTo(4.30265, 5);
    expect(tFactor(10)).toBeCloseTo(2.26216, 5);
  });
});

describe('pairedDifference', () => {
  it('takes the seeds away from each other before it looks at the spread', () => {
    // Differences 0.01, 0.02, 0.03: mean 0.02, s = 0.01, half width 4.30265 · 0.01 / √3 = 0.0248414.
    const difference = pairedDifference([0.91, 0.72, 0.83], [0.9, 0.7, 0.8]);
    expect(difference.mean).toBeCloseTo(0.02, 14);
    expect(difference.low).toBeCloseTo(-0.0048414, 6);
    expect(difference.high).toBeCloseTo(0.0448414, 6);
    expect(isSeparated(difference)).toBe(false);
  });

  it('separates a small difference that is the same in every seed', () => {
    expect(isSeparated(pairedDifference([0.91, 0.711, 0.809], [0.9, 0.7, 0.8]))).toBe(true);
    expect(isSeparated(pairedDifference([0.9, 0.7], [0.9, 0.7]))).toBe(false);
    expect(isSeparated(pairedDifference([0.9], [0.1]))).toBe(false);
  });

  it('refuses lists that are not pairs', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow(RangeError);
  });
});
