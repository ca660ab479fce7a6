import type { SeriesInfo, TimeSource } from '#shared/domain/dataset.ts';

/** What the times of a table say about it as a series. */
export interface FoundSeries {
  readonly info: SeriesInfo;
  /** True where the rows stand in the order of time, or in its reverse, and most are equally far apart. */
  readonly isLikely: boolean;
  /** Whether the rows stand in neither order. */
  readonly isMixed: boolean;
  /** Rows without a time. */
  readonly timeless: number;
  /** Steps without a row; 0 where every row is a step. */
  readonly gaps: number;
}

const MIN_ROWS = 20;
/** Steps are equal within this share: months are from 28 to 31 days long. */
const TOLERANCE = 0.055;
/** So many of the distances must be the usual one before a table is taken for a series by itself. */
const MIN_REGULAR = 0.5;
const MIN_ORDERED = 0.99;
/** Rows must fill so much of the steps; else every row is a step: markets close at weekends. */
const MIN_FILLED = 0.8;
/** So few rows may share a step. */
const MAX_SHARED = 0.005;

/** Looks at the times of all rows (seconds, NaN where there is none), in the order of the file. */
export function seriesFrom(times: Float64Array, time: TimeSource): FoundSeries {
  if (time.kind === 'rows') {
    const info = { time, start: null, end: null, interval: null, onGrid: false, steps: times.length };
    return { info, isLikely: false, isMixed: false, timeless: 0, gaps: 0 };
  }
  const present = times.filter((value) => !Number.isNaN(value));
  const order = orderOf(present);
  const sorted = order === 'ascending' ? present : present.slice().sort();
  const { interval, share } = usualDistance(sorted);
  const grid = gridOf(sorted, interval);
  const timeless = times.length - present.length;
  const info: SeriesInfo = {
    time,
    start: isoTime(sorted[0]),
    end: isoTime(sorted.at(-1)),
    interval,
    onGrid: grid !== null,
    steps: grid?.steps ?? present.length,
  };
  const isLikely =
    order !== 'mixed' && present.length >= MIN_ROWS && timeless <= 0.01 * times.length && share >= MIN_REGULAR;
  return { info, isLikely, isMixed: order === 'mixed', timeless, gaps: grid ? grid.steps - grid.filled : 0 };
}

function orderOf(times: Float64Array): 'ascending' | 'descending' | 'mixed' {
  let [up, down] = [0, 0];
  for (let at = 1; at < times.length; at++) {
    if (times[at]! > times[at - 1]!) up += 1;
    else if (times[at]! < times[at - 1]!) down += 1;
  }
  const most = MIN_ORDERED * (times.length - 1);
  if (down === 0 && up >= most) return 'ascending';
  return down >= most ? 'descending' : 'mixed';
}

/** The distance most neighbours have, and the share of those near it. */
function usualDistance(sorted: Float64Array): { readonly interval: number | null; readonly share: number } {
  const counts = new Map<number, number>();
  for (let at = 1; at < sorted.length; at++) {
    const distance = Math.round(sorted[at]! - sorted[at - 1]!);
    if (distance > 0) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [usual] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  if (!usual) return { interval: null, share: 0 };
  const [interval] = usual;
  const near = [...counts].filter(([distance]) => Math.abs(distance / interval - 1) <= TOLERANCE);
  return { interval, share: near.reduce((sum, [, count]) => sum + count, 0) / (sorted.length - 1) };
}

/** Steps from the first to the last time and how many of them have a row; null where rows do not lie on equal steps. */
function gridOf(
  sorted: Float64Array,
  interval: number | null,
): { readonly steps: number; readonly filled: number } | null {
  if (interval === null) return null;
  const stepOf = (at: number): number => Math.round((sorted[at]! - sorted[0]!) / interval);
  const steps = stepOf(sorted.length - 1) + 1;
  let filled = 1;
  for (let at = 1; at < sorted.length; at++) if (stepOf(at) !== stepOf(at - 1)) filled += 1;
  const isEven = sorted.length - filled <= MAX_SHARED * sorted.length && filled >= MIN_FILLED * steps;
  return isEven ? { steps, filled } : null;
}

/** ISO 8601 to the second, without a zone: the file's own clock. */
function isoTime(seconds: number | undefined): string | null {
  const date = new Date((seconds ?? NaN) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 19);
}
