import { describe, expect, it } from 'vitest';
import { commonestMistake, confusionMatrix, extremeClasses, foundShare } from '#shared/metrics/confusionMatrix.ts';
import type { Answers } from '#shared/metrics/metric.ts';
import { againstNaive } from '#shared/statistics/naiveForecast.ts';
import { niceBins } from '#shared/statistics/niceBins.ts';
import { residuals, worstMisses } from '#shared/statistics/residuals.ts';
import { rowsOfCell, worstMistakes } from '#shared/statistics/worstMistakes.ts';

/** Six rows of three classes; row 1 and 4 are wrong, row 4 the surer. */
const answers: Answers = {
  rows: 6,
  classes: 3,
  predicted: Float64Array.from([
    ...[0.8, 0.1, 0.1],
    ...[0.3, 0.4, 0.3],
    ...[0.1, 0.6, 0.3],
    ...[0.2, 0.7, 0.1],
    ...[0.05, 0.9, 0.05],
    ...[0.2, 0.2, 0.6],
  ]),
  actual: Float64Array.from([0, 0, 1, 1, 0, 2]),
};

describe('what was taken for what', () => {
  const matrix = confusionMatrix(answers);

  it('counts every row by its truth and the answer', () => {
    expect([...matrix.counts]).toEqual([...[1, 2, 0], ...[0, 2, 0], ...[0, 0, 1]]);
  });

  it('knows the share found of each class, the most common mistake, the hardest and the easiest class', () => {
    expect([0, 1, 2].map((truth) => foundShare(matrix, truth))).toEqual([1 / 3, 1, 1]);
    expect(commonestMistake(matrix)).toEqual({ truth: 0, answer: 1, count: 2 });
    expect(extremeClasses(matrix)).toEqual({ hardest: 0, easiest: 1 });
  });

  it('has none of these where there is nothing to tell apart', () => {
    const perfect = { classes: 2, counts: Uint32Array.of(3, 0, 0, 0) };
    expect([commonestMistake(perfect), extremeClasses(perfect), foundShare(perfect, 1)]).toEqual([null, null, null]);
  });

  it('lists wrong rows, the surest first, and the rows of one cell', () => {
    expect(worstMistakes(answers)).toEqual([
      { at: 4, truth: 0, answer: 1, share: 0.9 },
      { at: 1, truth: 0, answer: 1, share: 0.4 },
    ]);
    expect(rowsOfCell(answers, 1, 1).map(({ at }) => at)).toEqual([3, 2]);
  });
});

describe('how far amounts are off', () => {
  const predicted = Float64Array.of(10, 12, 9, Number.NaN);
  const actual = Float64Array.of(10, 15, 8, 1);

  it('is answer less truth, the farthest first, and farthest what is no number', () => {
    expect([...residuals(predicted, actual)]).toEqual([0, -3, 1, Number.NaN]);
    expect(worstMisses(predicted, actual).map(({ at, residual }) => [at, residual])).toEqual([
      ...[
        [3, Number.NaN],
        [1, -3],
        [2, 1],
        [0, 0],
      ],
    ]);
  });

  it.each<[string, number[], number, { low: number; width: number; counts: number[] }]>([
    // −3 … 4 in 4 parts is 1.75 each: the next round width is 2, from −4 on.
    ['round edges around zero', [-3, -1, 0, 1, 4], 4, { low: -4, width: 2, counts: [1, 1, 2, 0, 1] }],
    ['equal values have one bin', [5, 5], 10, { low: 5, width: 0.5, counts: [2] }],
    ['no value, no bin', [], 10, { low: 0, width: 1, counts: [] }],
  ])('bins: %s', (_, values, wanted, bins) => expect(niceBins(Float64Array.from(values), wanted)).toEqual(bins));
});

describe('a forecast beside “as it was last”', () => {
  it('compares mean distances over the rows that have a last value', () => {
    const found = againstNaive(Float64Array.of(2, 4, 9), Float64Array.of(3, 3, 3), Float64Array.of(1, 4, Number.NaN));
    // |2 − 3| and |4 − 3| against |1 − 3| and |4 − 3|.
    expect(found).toEqual({ model: 1, naive: 1.5, rows: 2 });
  });

  it('is nothing where no last value is known', () => {
    expect(againstNaive(Float64Array.of(1), Float64Array.of(1), Float64Array.of(Number.NaN))).toBeNull();
  });
});
