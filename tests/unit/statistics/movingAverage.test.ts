import { describe, expect, it } from 'vitest';
import {
  averageWeights,
  movingAverage,
  stepsUntilBelow,
  velocityWeight,
  velocityWeights,
} from '#shared/statistics/movingAverage.ts';

const close = (ours: readonly number[], theirs: readonly number[]) => {
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i]!, 12));
};

describe('how much a gradient of some steps ago weighs', () => {
  it('B7: β 0.1 gives 100, 10 and 1 %, β 0.9 gives 100, 90 and 81 %', () => {
    close(velocityWeights(0.1, 3), [1, 0.1, 0.01]);
    close(velocityWeights(0.9, 3), [1, 0.9, 0.81]);
  });

  it('B11: of the last 40 gradients an average with ρ .95, .9, .8, .7 keeps 87.1, 98.5, 99.99 and all but 1e-6', () => {
    for (const [rho, kept] of [
      [0.95, 0.871488],
      [0.9, 0.985219],
      [0.8, 0.999867],
      [0.7, 0.999999],
    ] as const) {
      const weights = averageWeights(rho, 40);
      expect(weights[0]).toBeCloseTo(1 - rho, 12);
      expect(weights[39]).toBeCloseTo((1 - rho) * rho ** 39, 12);
      expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(kept, 6);
    }
  });

  it('B8: the moving average is the sum of all values, each with its weight', () => {
    const values = [1, 2, -1, 4, 0.5];
    const weights = averageWeights(0.9, 5).toReversed();
    expect(movingAverage(values, 0.9).at(-1)!.v).toBeCloseTo(
      values.reduce((sum, value, i) => sum + value * weights[i]!, 0),
      12,
    );
  });

  it.each([
    [0, 1],
    [0.1, 3],
    [0.5, 7],
    [0.9, 44],
    [0.99, 459],
    [0.999, 4603],
  ])('B7: with β %f it falls below 1 %% after %i steps', (beta, steps) => {
    expect(stepsUntilBelow(beta, 0.01)).toBe(steps);
  });

  it('counts to the first weight below the share, whatever the logarithms round to', () => {
    for (let i = 1; i < 1000; i++) {
      for (const share of [0.5, 0.1, 0.01]) {
        const steps = stepsUntilBelow(i / 1000, share);
        expect(velocityWeight(i / 1000, steps)).toBeLessThan(share);
        expect(velocityWeight(i / 1000, steps - 1)).toBeGreaterThanOrEqual(share);
      }
    }
  });
});
