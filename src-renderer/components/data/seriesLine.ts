import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { rowTime } from '#shared/preprocessing/seriesTime.ts';
import { niceStep } from '../../charts/scales.ts';
import type { FirstRows } from '../../composables/useDataPreview.ts';

export const lineHeight = 260;
const inner = { left: 56, right: 12, top: 14, bottom: lineHeight - 28 };
/** So many pixels hold a date and the gap to the next one. */
const PER_TICK_PX = 120;
const TICKS = 4;

export interface SeriesTick {
  readonly at: number;
  readonly value: number;
}

export interface SeriesLine {
  readonly path: string;
  readonly values: readonly SeriesTick[];
  /** Seconds since 1970, or row numbers. */
  readonly times: readonly SeriesTick[];
}

/** A column of a series over its time, as a path `width` pixels wide: two points, the lowest and the highest, for every pixel column; null without a number. */
export function seriesLine(
  dataset: DatasetDescriptor,
  preview: FirstRows,
  target: string | null,
  width: number,
): SeriesLine | null {
  const columns = dataset.columns ?? [];
  const column = columns.findIndex(({ name, type }) => name === target && type === 'number');
  const at = (row: number, place: number): number => preview.cells[row * columns.length + place]!;
  const timeOf = rowTime(dataset.series?.time ?? { kind: 'rows' }, columns);
  const points = Array.from({ length: preview.rows }, (_, row) => ({ time: timeOf(row, at), value: at(row, column) }))
    .filter(({ time, value }) => Number.isFinite(time + value))
    .sort((a, b) => a.time - b.time);
  const [first, last] = [points[0], points.at(-1)];
  if (column < 0 || !first || !last) return null;
  const low = points.reduce((least, { value }) => Math.min(least, value), Infinity);
  const high = points.reduce((most, { value }) => Math.max(most, value), -Infinity);
  const x = scale(first.time, last.time, inner.left, width - inner.right);
  const y = scale(low, high, inner.bottom, inner.top);
  const ranges = new Map<number, { low: number; high: number }>();
  for (const { time, value } of points) {
    const pixel = Math.round(x(time));
    const range = ranges.get(pixel);
    if (!range) ranges.set(pixel, { low: value, high: value });
    else [range.low, range.high] = [Math.min(range.low, value), Math.max(range.high, value)];
  }
  const path = [...ranges].map(
    ([pixel, range]) => `${pixel} ${y(range.low).toFixed(1)}L${pixel} ${y(range.high).toFixed(1)}`,
  );
  return {
    path: `M${path.join('L')}`,
    values: roundTicks(low, high, y),
    times: ticks(first.time, last.time, x, clamp(Math.floor(width / PER_TICK_PX), 1, TICKS)),
  };
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => (to > from ? start + ((value - from) / (to - from)) * (end - start) : (start + end) / 2);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Round values between the lowest and the highest. */
function roundTicks(low: number, high: number, place: (value: number) => number): SeriesTick[] {
  if (!(high > low)) return [{ value: low, at: place(low) }];
  const step = niceStep(high - low, TICKS + 1);
  const first = Math.ceil(low / step);
  const values = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
  return values.map((value) => ({ value: Number(value.toPrecision(12)), at: place(value) }));
}

/** The ends and what divides them into so many equal parts. */
function ticks(from: number, to: number, place: (value: number) => number, parts: number): SeriesTick[] {
  const values = Array.from({ length: parts + 1 }, (_, tick) => from + ((to - from) * tick) / parts);
  return [...new Set(values)].map((value) => ({ value, at: place(value) }));
}
