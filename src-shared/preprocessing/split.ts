import type { SplitSizes } from '../domain/dataset.ts';
import type { DataPlan } from '../domain/experiment.ts';
import { generator } from '../random/generator.ts';

/** Row numbers of each part, ascending; together every usable row once. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

export interface SplitRequest {
  /** Rows that may be used, ascending; a published test part lies at the end. */
  readonly rows: Uint32Array;
  readonly sizes: SplitSizes;
  readonly hasPublishedTest: boolean;
  /** Null: nothing is shuffled, see `splitSeedOf`. */
  readonly seed: number | null;
  /** Class of a row, to keep the shares of the classes equal in every part; null: plain random. */
  readonly classOf: ((row: number) => number) | null;
}

/** The seed of the split; null where the rows are to stay in the order of the file. */
export function splitSeedOf({ unshuffled, splitSeed }: Pick<DataPlan, 'unshuffled' | 'splitSeed'>): number | null {
  return unshuffled === true ? null : splitSeed;
}

/**
 * Divides the rows into parts of exactly these sizes: seeded, or in the order of the file; optionally stratified; a published test part is
 * left as published.
 */
export function splitRows({ rows, sizes, hasPublishedTest, seed, classOf }: SplitRequest): Split {
  const publishedAt = rows.length - (hasPublishedTest ? sizes.test : 0);
  const [pool, published] = [rows.subarray(0, publishedAt), rows.subarray(publishedAt)];
  const parts = seed === null ? partsFromTheEnd : partsByLot(seed);
  const [validation, test, train] = parts({ pool, sizes, published: hasPublishedTest ? published : null, classOf });
  return { train: train.slice().sort(), validation: validation.slice().sort(), test: test.slice().sort() };
}

interface Pool extends Pick<SplitRequest, 'sizes' | 'classOf'> {
  readonly pool: Uint32Array;
  readonly published: Uint32Array | null;
}

type Parts = readonly [validation: Uint32Array, test: Uint32Array, train: Uint32Array];

function partsByLot(seed: number): (request: Pool) => Parts {
  return ({ pool, sizes, published, classOf }) => {
    const [validation, rest] = take(shuffled(pool, seed), sizes.validation, classOf);
    const [test, train] = published ? [published, rest] : take(rest, sizes.test, classOf);
    return [validation, test, train];
  };
}

/** Training, validation and test follow each other as the rows stand; of each class where the shares of the classes are kept. */
function partsFromTheEnd({ pool, sizes, published, classOf }: Pool): Parts {
  const fromTheEnd = pool.toReversed();
  const [test, rest] = published ? [published, fromTheEnd] : take(fromTheEnd, sizes.test, classOf);
  const [validation, train] = take(rest, sizes.validation, classOf);
  return [validation, test, train];
}

function shuffled(rows: Uint32Array, seed: number): Uint32Array {
  return generator(seed, 'split')
    .permutation(rows.length)
    .map((at) => rows[at]!);
}

/** The first `count` of the pool, or the first of every class in its share of `count`; and the rest. */
function take(pool: Uint32Array, count: number, classOf: SplitRequest['classOf']): [Uint32Array, Uint32Array] {
  if (!classOf) return [pool.subarray(0, count), pool.subarray(count)];
  const quotas = classQuotas(pool, count, classOf);
  const taken: number[] = [];
  const rest: number[] = [];
  for (const row of pool) {
    const left = quotas.get(classOf(row)) ?? 0;
    if (left > 0) quotas.set(classOf(row), left - 1);
    (left > 0 ? taken : rest).push(row);
  }
  return [Uint32Array.from(taken), Uint32Array.from(rest)];
}

/** How many rows each class gives: its share rounded down, the rest to the largest remainders, so that the sum is exact. */
function classQuotas(pool: Uint32Array, count: number, classOf: (row: number) => number): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const row of pool) sizes.set(classOf(row), (sizes.get(classOf(row)) ?? 0) + 1);
  const shares = [...sizes].map(([label, size]) => ({ label, share: (size * count) / pool.length }));
  const quotas = new Map(shares.map(({ label, share }) => [label, Math.floor(share)]));
  const missing = count - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  const byRemainder = shares.sort((a, b) => (b.share % 1) - (a.share % 1) || a.label - b.label);
  for (const { label } of byRemainder.slice(0, missing)) quotas.set(label, quotas.get(label)! + 1);
  return quotas;
}
