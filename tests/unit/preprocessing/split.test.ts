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
});
