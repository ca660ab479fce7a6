import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { Problem } from '../domain/problem.ts';
import { leaks } from './leaks.ts';
import type { Split } from './split.ts';
import { rowsAcrossSplit } from './rowsAcrossSplit.ts';

/** Fewer samples than this say little about a model: one more or less moves the accuracy of a fifth of them by several points. */
const FEW_ROWS = 100;
/** The largest class has so many times the samples of the smallest. */
const UNEVEN_RATIO = 10;
/** Different values are counted up to here; see `ColumnInfo.distinct`. */
const MAX_COUNTED = 1000;

/** Every cell of a table, row by row, and how its rows are divided. */
export interface WholeTable {
  readonly cells: Float64Array;
  readonly split: Split;
}

/** What a statistician would say about a set before anything is trained on it; `whole` where every cell of a table is at hand. Pure. */
export function dataWarnings(
  descriptor: DatasetDescriptor,
  target: string | null,
  whole: WholeTable | null,
): readonly Problem[] {
  const columns = descriptor.kind === 'table' ? (descriptor.columns ?? []) : [];
  const features = columns.filter(({ name }) => name !== target);
  return [
    ...fewRows(descriptor),
    ...unevenClasses(descriptor),
    ...features.filter(isConstant).map((column) => about('columnConstant', column)),
    ...features.filter((column) => isIdentifier(column, descriptor)).map((column) => about('columnIdentifier', column)),
    ...(whole && columns.length > 0 ? [...leaks(columns, target, whole.cells), ...across(columns.length, whole)] : []),
  ];
}

function about(code: 'columnConstant' | 'columnIdentifier', { name }: ColumnInfo): Problem {
  return { code, where: name, detail: { value: name } };
}

function fewRows({ name, samples }: DatasetDescriptor): Problem[] {
  const count = samples.shape[0] ?? 0;
  return count >= FEW_ROWS ? [] : [{ code: 'rowsFew', where: '', detail: { name, count } }];
}

function unevenClasses({ classes }: DatasetDescriptor): Problem[] {
  const present = (classes ?? []).filter(({ count }) => count > 0).toSorted((a, b) => a.count - b.count);
  const [smallest, largest] = [present[0], present.at(-1)];
  if (!smallest || !largest || largest.count < UNEVEN_RATIO * smallest.count) return [];
  const total = present.reduce((sum, { count }) => sum + count, 0);
  const percent = Math.round((100 * largest.count) / total);
  return [
    {
      code: 'classesUneven',
      where: '',
      detail: { largest: largest.name, percent, value: smallest.name, count: smallest.count },
    },
  ];
}

function isConstant({ distinct, missing }: ColumnInfo): boolean {
  return distinct <= 1 && missing === 0;
}

/** Whole numbers that only count the rows: each once, without a gap. */
function isIdentifier({ integer, distinct, min, max, missing, date }: ColumnInfo, { samples }: DatasetDescriptor) {
  const rows = samples.shape[0] ?? 0;
  if (!integer || date !== undefined || missing > 0 || min === null || max === null || rows < 20) return false;
  return max - min + 1 === rows && distinct >= Math.min(rows, MAX_COUNTED);
}

function across(columns: number, { cells, split }: WholeTable): Problem[] {
  const count = rowsAcrossSplit(cells, columns, split);
  return count === 0 ? [] : [{ code: 'rowsAcrossSplit', where: '', detail: { count } }];
}
