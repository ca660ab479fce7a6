import { describe, expect, it } from 'vitest';
import { correlation, correlationTable } from '#shared/statistics/correlation.ts';
import { histogram } from '#shared/statistics/histogram.ts';

const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

describe('correlation', () => {
  it.each<[string, Float64Array, Float64Array, number | null, number]>([
    ['a rising line', numbers(1, 2, 3), numbers(10, 20, 30), 1, 3],
    ['a falling line', numbers(1, 2, 3), numbers(5, 3, 1), -1, 3],
    // By hand: deviations (-1.5, -0.5, 0.5, 1.5) and (-1, 1, -1, 1); sums 2, 5 and 4: 2 / √20.
    ['points', numbers(1, 2, 3, 4), numbers(1, 3, 1, 3), 2 / Math.sqrt(20), 4],
    ['rows with both values', numbers(1, NaN, 3, 4), numbers(2, 5, NaN, 8), 1, 2],
    ['a constant', numbers(1, 2, 3), numbers(4, 4, 4), null, 3],
    ['one pair', numbers(1, NaN), numbers(2, 3), null, 1],
  ])('of %s', (_, x, y, r, count) => {
    const found = correlation(x, y);
    expect(found.count).toBe(count);
    if (r === null) expect(found.r).toBeNull();
    else expect(found.r).toBeCloseTo(r, 12);
  });

  it('tables the first column with those that follow it closest', () => {
    const columns = [numbers(1, 2, 3, 4), numbers(1, 3, 1, 3), numbers(4, 3, 2, 1), numbers(1, 1, 1, 2)];
    const { columns: chosen, values } = correlationTable([0, 1, 2, 3], (at) => columns[at]!, 3);
    expect(chosen).toEqual([0, 2, 3]);
    expect(values[0]!.map((value) => Number(value!.toFixed(4)))).toEqual([1, -1, 0.7746]);
    expect(correlationTable([2, 0], (at) => columns[at]!, 3).columns).toEqual([2, 0]);
  });
});

describe('histogram', () => {
  it.each<[string, Float64Array, number, object]>([
    [
      'equal bins, the highest value in the last',
      numbers(0, 0.5, 1, 2.5, 4),
      4,
      { counts: [2, 1, 1, 1], low: 0, high: 4 },
    ],
    ['a bin for every whole number', numbers(3, 5, 3, 4), 10, { counts: [2, 1, 1], low: 3, high: 5 }],
    ['missing cells apart', numbers(NaN, 1.5, NaN), 4, { counts: [1], low: 1.5, high: 1.5, missing: 2 }],
    ['nothing', numbers(NaN), 4, { counts: [], low: null, high: null, missing: 1 }],
  ])('has %s', (_, values, bins, expected) => {
    expect(histogram(values, bins)).toMatchObject(expected);
  });
});
