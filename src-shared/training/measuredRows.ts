import type { Split } from '../preprocessing/split.ts';
import { generator } from '../random/generator.ts';

/** No more rows are looked at, however many there are. */
const MOST = 1000;
const LEAST = 100;

/** How many rows `measuredRows` gives. */
export function measuredCount({ train, validation }: Pick<Split, 'train' | 'validation'>): number {
  return Math.min(train.length, MOST, Math.max(LEAST, validation.length));
}

/**
 * Training rows that are measured without dropout at the end of every epoch: as many as are validated (100 at least, 1000 at most), so that both
 * numbers are as certain and neither takes long. Picked by the seed once, the same for all contenders.
 */
export function measuredRows(split: Pick<Split, 'train' | 'validation'>, seed: number): Uint32Array {
  const { train } = split;
  const wanted = measuredCount(split);
  if (wanted === train.length) return train;
  return generator(seed, 'measured')
    .permutation(train.length)
    .subarray(0, wanted)
    .toSorted()
    .map((at) => train[at]!);
}
