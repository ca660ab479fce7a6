import { describe, expect, it } from 'vitest';
import { emptyCurves, takeSteps } from '#renderer/training/comparison.ts';
import { StepSeries } from '#renderer/training/stepSeries.ts';

describe('what curves are made of', () => {
  it('is the loss; gradients are counted from where they are no longer one per update, other series passed over', () => {
    const curves = emptyCurves();
    takeSteps(curves, 'loss', 1, [3, 2]);
    takeSteps(curves, 'gradientNorm', 1, [9, 9]);
    takeSteps(curves, 'gradientEvaluations', 1, Float64Array.of(1, 2));
    expect([[...curves.loss.values], curves.evaluations]).toEqual([[3, 2], undefined]);
    takeSteps(curves, 'gradientEvaluations', 3, Float64Array.of(5, 8));
    takeSteps(curves, 'gradientEvaluations', 5, Float64Array.of(11));
    expect([...curves.evaluations!.values]).toEqual([1, 2, 5, 8, 11]);
  });
});

describe('a per-update series', () => {
  it('grows, leaves NaN where nothing was told, takes lists with null, and is cut as a copy', () => {
    const series = new StepSeries();
    for (let step = 1; step <= 1000; step += 10)
      series.put(
        step,
        Float64Array.from({ length: 10 }, (_, i) => step + i),
      );
    expect([...series.values]).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    series.put(1003, [7, null]);
    expect(series.length).toBe(1004);
    expect([...series.values.subarray(999)]).toEqual([1000, NaN, NaN, 7, NaN]);
    const cut = series.upTo(3);
    series.put(2, [-1]);
    expect([...cut.values]).toEqual([1, 2, 3]);
    expect(cut.length).toBe(3);
  });
});
