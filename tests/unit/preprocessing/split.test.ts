import { describe, expect, it } from 'vitest';
import { splitRows } from '#shared/preprocessing/split.ts';

const rows = Uint32Array.from({ length: 1000 }, (_, row) => row);
const classOf = (row: number): number => (row % 10 < 7 ? 0 : row % 10 < 9 ? 1 : 2); // 70 %, 20 %, 10 %

function counts(part: Uint32Array): number[] {
  return [0, 1, 2].map((label) => part.filter((row) => classOf(row) === label).length);
}

describe('splitRows', () => {
  const sizes = { train: 700, validation: 150, test: 150 };

  it('uses every row once, in exactly the asked sizes', () => {
    const split = splitRows({ rows, sizes, hasPublishedTest: false, seed: 7, classOf: null });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([700, 150, 150]);
    const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
    expect(all).toEqual([...rows]);
  });

  it('keeps the shares of the classes when stratified', () => {
    const split = splitRows({ rows, sizes, hasPublishedTest: false, seed: 7, classOf });
    expect(counts(split.validation)).toEqual([105, 30, 15]);
    expect(counts(split.test)).toEqual([105, 30, 15]);
    expect(counts(split.train)).toEqual([490, 140, 70]);
  });

  it('leaves a published test part where it is', () => {
    const split = splitRows({ rows, sizes, hasPublishedTest: true, seed: 7, classOf: null });
    expect([...split.test]).toEqual([...rows.subarray(850)]);
    expect([...split.validation, ...split.train].every((row) => row < 850)).toBe(true);
  });

  it('depends on the seed and on nothing else', () => {
    const of = (seed: number) => [...splitRows({ rows, sizes, hasPublishedTest: false, seed, classOf }).test];
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('E14: unshuffled, the parts are the rows as they stand: exactly the last fifth validates', () => {
    const fifth = { train: 800, validation: 200, test: 0 };
    const split = splitRows({ rows, sizes: fifth, hasPublishedTest: false, seed: null, classOf: null });
    expect([...split.validation]).toEqual([...rows.subarray(800)]);
    expect([...split.train]).toEqual([...rows.subarray(0, 800)]);
  });

  it('unshuffled, validation comes before the test; a published test part stays', () => {
    for (const hasPublishedTest of [false, true]) {
      const { train, validation, test } = splitRows({ rows, sizes, hasPublishedTest, seed: null, classOf: null });
      expect([...train, ...validation, ...test]).toEqual([...rows]);
      expect(test).toHaveLength(150);
    }
  });

  it('unshuffled and stratified, the last rows of each class validate, in a file sorted by class too', () => {
    const sorted = (row: number): number => Math.floor(row / 500);
    const fifth = { train: 800, validation: 200, test: 0 };
    const { validation } = splitRows({ rows, sizes: fifth, hasPublishedTest: false, seed: null, classOf: sorted });
    expect([...validation]).toEqual([...rows.subarray(400, 500), ...rows.subarray(900)]);
  });
});
