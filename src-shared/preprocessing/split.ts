import type { SplitSizes } from '../domain/dataset.ts';
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
  readonly seed: number;
  /** Class of a row, to keep the shares of the classes equal in every part; null: plain random. */
  readonly classOf: ((row: number) => number) | null;
}

/** Divides the rows into parts of exactly these sizes: seeded, optionally stratified; a published test part is left as published. */
export function splitRows({ rows, sizes, hasPublishedTest, seed, classOf }: SplitRequest): Split {
  const publishedAt = rows.length - (hasPublishedTest ? sizes.test : 0);
  const pool = shuffled(rows.subarray(0, publishedAt), seed);
  const published = rows.subarray(publishedAt);
  const [validation, rest] = take(pool, sizes.validation, classOf);
  const [test, train] = hasPublishedTest ? [published, rest] : take(rest, sizes.test, classOf);
  return { train: train.slice().sort(), validation: validation.slice().sort(), test: test.slice().sort() };
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
