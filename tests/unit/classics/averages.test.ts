import { describe, expect, it } from 'vitest';
import { averageWeights, movingAverage, velocityWeights } from '#shared/statistics/movingAverage.ts';
import { tableChecks } from '#shared/verification/tables.ts';
import { float64Backend } from '#shared/verification/float64Backend.ts';
import { hasReference, verified } from './support.ts';

const percent = (weights: readonly number[]): number[] => weights.map((weight) => Math.round(100 * weight));

describe('what is left of old gradients', () => {
  it('B7: the weight of a gradient τ updates ago is βᵗ: 100, 10, 1 % with β .1; 100, 90, 81 % with β .9', () => {
    expect(percent(velocityWeights(0.1, 3))).toEqual([100, 10, 1]);
    expect(percent(velocityWeights(0.9, 3))).toEqual([100, 90, 81]);
  });

  it('B7: all weights together come to 1/(1 − β)', () => {
    const sum = velocityWeights(0.9, 400).reduce((total, weight) => total + weight, 0);
    expect(sum).toBeCloseTo(10, 10);
  });

  it('B8: the average v(n) is the sum of (1 − β)βⁱ x(n − i)', () => {
    const x = [1, 2, -1, 4, 0.5];
    const averages = movingAverage(x, 0.9);
    for (const [n, { v }] of averages.entries()) {
      const weights = averageWeights(0.9, n + 1);
      expect(v).toBeCloseTo(
        weights.reduce((sum, weight, i) => sum + weight * x[n - i]!, 0),
        14,
      );
    }
  });

  it('B8: divided by 1 − βᵗ a constant comes out as it is from the first value on', () => {
    for (const { corrected } of movingAverage([3, 3, 3, 3], 0.9)) expect(corrected).toBeCloseTo(3, 12);
  });

  it.runIf(hasReference)('B7: the table of exponential weights', async () => {
    expect(await verified('optimizers.json', () => true, 'exponential_weights')).toEqual({ count: 8, failed: [] });
  });

  it.runIf(hasReference)('B8: the table of moving averages', async () => {
    expect(await verified('optimizers.json', () => true, 'moving_average')).toEqual({ count: 1, failed: [] });
  });
});

describe('D10: W multiplied t times', () => {
  const [grows, fades] = [1.1, 0.9];
  /** W = V diag(λ) V⁻¹ with the eigenvectors (1, 0) and (1, 1). */
  const W = [
    [grows, fades - grows],
    [0, fades],
  ];

  /** |Wᵗ(c₁v₁ + c₂v₂)| = |c₁λ₁ᵗv₁ + c₂λ₂ᵗv₂|. */
  const byEigenvalues = (c1: number, c2: number, t: number): number =>
    Math.hypot(c1 * grows ** t + c2 * fades ** t, c2 * fades ** t);

  it.each([
    ['explodes along an eigenvector with λ > 1', 1, 0],
    ['vanishes along one with λ < 1', 0, 1],
    ['does both in any other direction', 2, -1],
  ])('D10: %s', async (_what, c1, c2) => {
    const times = [0, 1, 10, 50];
    const norms = times.map((t) => ({ t, norm: byEigenvalues(c1, c2, t) }));
    const checks = await tableChecks.repeated_multiplication!({ W, x: [c1 + c2, c2], norms }, float64Backend);
    expect(checks).toHaveLength(times.length);
    for (const { deviation, tolerance } of checks!) expect(deviation).toBeLessThanOrEqual(tolerance);
    const [first, last] = [norms[0]!.norm, norms.at(-1)!.norm];
    if (c1 === 0) expect(last).toBeLessThan(first / 100);
    else expect(last).toBeGreaterThan(first * 50);
  });

  it.runIf(hasReference)('D10: the table of repeated multiplication', async () => {
    const { count, failed } = await verified('optimizers.json', () => true, 'repeated_multiplication');
    expect(count).toBe(2);
    expect(failed).toEqual([]);
  });
});
