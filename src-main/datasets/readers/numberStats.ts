/** Different values of a column are told apart and counted up to here. */
export const MAX_DISTINCT = 1000;
const SLOTS = 4096;
/** Leaves the upper 12 bits of 32. */
const SLOT_SHIFT = 20;

/** What is learnt of a column of numbers while it passes; of bounded size. */
export interface NumberStats {
  count: number;
  missing: number;
  /** Values that stand for a missing one, among `missing`, and how often. */
  readonly sentinels: Map<number, number>;
  whole: number;
  min: number;
  minCount: number;
  /** The lowest value above `min`. */
  second: number;
  max: number;
  /** Sum and its rounding error (Neumaier). */
  sum: number;
  lost: number;
  /** Undefined before the first value, null once there are more than MAX_DISTINCT. */
  distinct: NumberCounts | null | undefined;
}

/** Numbers and how often each occurs: an open hash table, since a Map of numbers costs more than reading them. */
export interface NumberCounts {
  readonly keys: Float64Array;
  readonly counts: Uint32Array;
  size: number;
}

export function noStats(): NumberStats {
  return {
    count: 0,
    missing: 0,
    sentinels: new Map(),
    whole: 0,
    min: Infinity,
    minCount: 0,
    second: Infinity,
    max: -Infinity,
    sum: 0,
    lost: 0,
    distinct: undefined,
  };
}

/** Adds every `stride`-th value of a block from `first` on, NaN being missing; values among `sentinels` become NaN. Mutates both. */
export function addValues(
  stats: NumberStats,
  block: Float64Array,
  { first, stride, end }: { readonly first: number; readonly stride: number; readonly end: number },
  sentinels: readonly number[],
): void {
  if (sentinels.length > 0) dropSentinels(stats, block, { first, stride, end }, sentinels);
  let { count, missing, whole, min, minCount, second, max, sum, lost } = stats;
  for (let at = first; at < end; at += stride) {
    const value = block[at]!;
    if (value !== value) {
      missing += 1;
      continue;
    }
    count += 1;
    if (value === Math.floor(value)) whole += 1;
    if (value <= min) {
      if (value < min) {
        second = min;
        min = value;
        minCount = 1;
      } else minCount += 1;
    } else if (value < second) second = value;
    if (value > max) max = value;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  Object.assign(stats, { count, missing, whole, min, minCount, second, max, sum, lost });
  if (stats.distinct === undefined && count > 0)
    stats.distinct = { keys: new Float64Array(SLOTS), counts: new Uint32Array(SLOTS), size: 0 };
  for (let at = first; at < end && stats.distinct; at += stride)
    if (!Number.isNaN(block[at])) countNumber(stats, block[at]!);
}

function dropSentinels(
  stats: NumberStats,
  block: Float64Array,
  { first, stride, end }: { readonly first: number; readonly stride: number; readonly end: number },
  sentinels: readonly number[],
): void {
  for (let at = first; at < end; at += stride) {
    const value = block[at]!;
    if (!sentinels.includes(value)) continue;
    block[at] = NaN;
    stats.sentinels.set(value, (stats.sentinels.get(value) ?? 0) + 1);
  }
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function countNumber(stats: NumberStats, value: number): void {
  const { keys, counts } = stats.distinct!;
  double[0] = value;
  let slot = Math.imul(halves[1]! ^ Math.imul(halves[0]!, 0x9e3779b1), 0x85ebca6b) >>> SLOT_SHIFT;
  while (counts[slot] !== 0 && keys[slot] !== value) slot = (slot + 1) & (SLOTS - 1);
  if (counts[slot] === 0) {
    if (stats.distinct!.size === MAX_DISTINCT) {
      stats.distinct = null;
      return;
    }
    stats.distinct!.size += 1;
    keys[slot] = value;
  }
  counts[slot] = counts[slot]! + 1;
}

/** The different values in ascending order with their counts; empty where there are too many. */
export function numberCounts({ distinct }: NumberStats): readonly (readonly [value: number, count: number])[] {
  if (!distinct) return [];
  const found: (readonly [number, number])[] = [];
  distinct.counts.forEach((count, slot) => {
    // Adding 0 makes −0 a plain 0.
    if (count > 0) found.push([distinct.keys[slot]! + 0, count]);
  });
  return found.sort(([a], [b]) => a - b);
}

/** The mean, exact to the last digit where it can be; NaN without values. */
export function meanOf({ sum, lost, count }: NumberStats): number {
  return (sum + lost) / count;
}
