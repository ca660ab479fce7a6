import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { correlationTable, type CorrelationTable } from '#shared/statistics/correlation.ts';
import { histogram } from '#shared/statistics/histogram.ts';
import type { FirstRows } from '../../composables/useDataPreview.ts';

const BINS = 32;
const MAX_CATEGORIES = 24;
const MAX_CORRELATED = 12;

/** A column as bars: numbers by their size, categories by how often they occur. */
export interface ColumnBars {
  readonly column: ColumnInfo;
  readonly counts: readonly number[];
  /** Numbers and dates. */
  readonly low: number | null;
  readonly high: number | null;
  /** The most frequent category, and how many are not shown. */
  readonly most: string | null;
  readonly hidden: number;
  readonly missing: number;
}

/** Every column of a table as bars. */
export function columnBars({ columns }: DatasetDescriptor, preview: FirstRows): readonly ColumnBars[] {
  return (columns ?? []).map((column, at) => {
    const values = columnValues(preview, columns!.length, at);
    return column.categories ? categoryBars(column, column.categories, values) : numberBars(column, values);
  });
}

function numberBars(column: ColumnInfo, values: Float64Array): ColumnBars {
  return { column, ...histogram(values, BINS), most: null, hidden: 0 };
}

function categoryBars(column: ColumnInfo, categories: readonly string[], values: Float64Array): ColumnBars {
  const counts = new Array<number>(categories.length).fill(0);
  let missing = 0;
  for (const value of values) {
    if (Number.isNaN(value)) missing += 1;
    else counts[value]! += 1;
  }
  const ranked = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!);
  const shown = ranked.slice(0, MAX_CATEGORIES).map((place) => counts[place]!);
  const most = ranked[0] === undefined ? null : categories[ranked[0]]!;
  return { column, counts: shown, low: null, high: null, most, hidden: ranked.length - shown.length, missing };
}

/** Correlations of the columns of numbers, the target first; null where there are fewer than two. */
export function numberCorrelations(
  { columns }: DatasetDescriptor,
  target: string | null,
  preview: FirstRows,
): CorrelationTable | null {
  const numbers = (columns ?? []).flatMap(({ type, date }, at) => (type === 'number' && !date ? [at] : []));
  const isTarget = (at: number): boolean => columns?.[at]?.name === target;
  const ordered = [...numbers.filter(isTarget), ...numbers.filter((at) => !isTarget(at))];
  if (ordered.length < 2) return null;
  return correlationTable(ordered, (at) => columnValues(preview, columns!.length, at), MAX_CORRELATED);
}

function columnValues({ cells, rows }: FirstRows, width: number, at: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => cells[row * width + at]!);
}
