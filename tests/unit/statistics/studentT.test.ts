import { describe, expect, it } from 'vitest';
import { logGamma, studentCdf, studentQuantile } from '#shared/statistics/studentT.ts';

/** Published two-sided critical values (NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2; three decimals). */
const published = [
  [1, 6.314, 12.706, 63.657],
  [2, 2.92, 4.303, 9.925],
  [3, 2.353, 3.182, 5.841],
  [4, 2.132, 2.776, 4.604],
  [5, 2.015, 2.571, 4.032],
  [9, 1.833, 2.262, 3.25],
  [10, 1.812, 2.228, 3.169],
  [19, 1.729, 2.093, 2.861],
  [30, 1.697, 2.042, 2.75],
  [100, 1.66, 1.984, 2.626],
] as const;

describe('Student t', () => {
  it.each(published)('with %d degrees of freedom gives the published %d, %d and %d', (degrees, t90, t95, t99) => {
    expect(studentQuantile(0.95, degrees)).toBeCloseTo(t90, 3);
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(t95, 3);
    expect(studentQuantile(0.995, degrees)).toBeCloseTo(t99, 3);
  });

  it('agrees with the closed forms of one and two degrees of freedom', () => {
    // One: P = 1/2 + atan(t)/π (Cauchy). Two: P = 1/2 + t / (2 √(2 + t²)).
    for (const t of [-3, -0.5, 0.1, 1, 2.5, 40]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    }
    expect(studentQuantile(0.975, 1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 9);
  });

  it('tends to the normal quantile 1.959964', () => {
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(1.959966, 5);
  });

  it('is symmetric, and its quantile undoes its distribution', () => {
    expect(studentQuantile(0.025, 7)).toBe(-studentQuantile(0.975, 7));
    expect(studentQuantile(0.5, 7)).toBe(0);
    for (const p of [0.6, 0.9, 0.999, 0.99999]) expect(studentCdf(studentQuantile(p, 4), 4)).toBeCloseTo(p, 12);
  });

  it('knows ln Γ of whole and half numbers', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 13);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    expect(logGamma(171)).toBeCloseTo(706.5730622457874, 9);
  });
});
