export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Values at evenly spaced places: `values[i]` stands at `firstX + i · stepX`. Null and NaN are not drawn. */
export interface EvenSeries {
  readonly values: ArrayLike<number | null>;
  readonly length: number;
  readonly firstX: number;
  readonly stepX: number;
}

/**
 * Thins a series to what a screen can show: of every bucket (one per pixel column) the first, the smallest, the largest and the last value,
 * in their order, so that no spike and no end is lost. Short series come back whole. Reads the values, never changes or keeps them.
 */
export function thin({ values, length, firstX, stepX }: EvenSeries, buckets: number): Point[] {
  return keptIndices((index) => values[index], length, buckets).map((index) => ({
    x: firstX + index * stepX,
    y: values[index]!,
  }));
}

/** Thins points of any kind in the same way, by their y. */
export function thinPoints<P extends { readonly y: number }>(points: readonly P[], buckets: number): readonly P[] {
  if (points.length <= SPARSE * buckets) return points;
  return keptIndices((index) => points[index]!.y, points.length, buckets).map((index) => points[index]!);
}

type ValueAt = (index: number) => number | null | undefined;

/** With no more values than this per bucket, nothing is left out. */
const SPARSE = 4;

function keptIndices(valueAt: ValueAt, length: number, buckets: number): number[] {
  const kept: number[] = [];
  const size = Math.max(1, length / Math.max(1, Math.floor(buckets)));
  if (size <= SPARSE) {
    for (let i = 0; i < length; i++) if (isDrawn(valueAt(i))) kept.push(i);
    return kept;
  }
  for (let start = 0, bucket = 1; start < length; bucket++) {
    const end = Math.min(length, Math.round(bucket * size));
    kept.push(...extremes(valueAt, start, end));
    start = end;
  }
  return kept;
}

/** Indices of the first, smallest, largest and last drawable value of [start, end), in order, each once. */
function extremes(valueAt: ValueAt, start: number, end: number): readonly number[] {
  let first = -1;
  let last = -1;
  let low = -1;
  let high = -1;
  for (let i = start; i < end; i++) {
    const value = valueAt(i);
    if (!isDrawn(value)) continue;
    if (first < 0) first = low = high = i;
    last = i;
    if (value < valueAt(low)!) low = i;
    if (value > valueAt(high)!) high = i;
  }
  if (first < 0) return [];
  return [...new Set([first, Math.min(low, high), Math.max(low, high), last])];
}

function isDrawn(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && !Number.isNaN(value);
}
