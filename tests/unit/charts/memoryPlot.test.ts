import { describe, expect, it } from 'vitest';
import { velocityWeights } from '#shared/statistics/movingAverage.ts';
import { memoryPlot, memoryWindow } from '../../../src-renderer/charts/memoryPlot.ts';

describe('the chart of a memory', () => {
  it('B7: draws βᵗ: every point has the height of its weight', () => {
    const { points, window } = memoryPlot(0.9, 100, 40);
    expect(window).toBe(50);
    expect(points).toHaveLength(51);
    velocityWeights(0.9, 51).forEach((weight, age) => {
      expect(points[age]![0]).toBeCloseTo(age * 2, 9);
      expect(points[age]![1]).toBeCloseTo((1 - weight) * 40, 9);
    });
  });

  it('B7: marks where 10 % and 1 % are reached', () => {
    const { marks } = memoryPlot(0.9, 100, 40);
    expect(marks.map(({ share, steps, x }) => [share, steps, x])).toEqual([
      [0.1, 22, 44],
      [0.01, 44, 88],
    ]);
  });

  it('keeps its axis while β moves a little, and has room for the 1 % of any β', () => {
    expect([0, 0.5, 0.7].map(memoryWindow)).toEqual([10, 10, 20]);
    expect([0.9, 0.91, 0.95, 0.99, 0.999].map(memoryWindow)).toEqual([50, 50, 100, 500, 5000]);
    for (const beta of [0, 0.3, 0.9, 0.9995, 0.999999]) {
      const { points, marks } = memoryPlot(beta, 116, 36);
      expect(points.length).toBeLessThanOrEqual(125);
      expect(marks[1]!.x).toBeLessThanOrEqual(116);
    }
  });
});
