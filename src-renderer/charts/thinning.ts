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
  const points: Point[] = [];
  const size = Math.max(1, length / Math.max(1, Math.floor(buckets)));
  const add = (index: number): void => {
    points.push({ x: firstX + index * stepX, y: values[index]! });
  };
  if (size <= 4) {
    for (let i = 0; i < length; i++) if (isDrawn(values[i])) add(i);
    return points;
  }
  for (let start = 0, bucket = 1; start < length; bucket++) {
    const end = Math.min(length, Math.round(bucket * size));
    for (const index of extremes(values, start, end)) add(index);
    start = end;
  }
  return points;
}

/** Indices of the first, smallest, largest and last drawable value of [start, end), in order, each once. */
function extremes(values: ArrayLike<number | null>, start: number, end: number): readonly number[] {
  let first = -1;
  let last = -1;
  let low = -1;
  let high = -1;
  for (let i = start; i < end; i++) {
    const value = values[i];
    if (!isDrawn(value)) continue;
    if (first < 0) first = low = high = i;
    last = i;
    if (value < values[low]!) low = i;
    if (value > values[high]!) high = i;
  }
  if (first < 0) return [];
  return [...new Set([first, Math.min(low, high), Math.max(low, high), last])];
}

function isDrawn(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && !Number.isNaN(value);
}
