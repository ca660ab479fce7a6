import type { ClassInfo, ColumnInfo } from '#shared/domain/dataset.ts';
import type { ColumnKind, DateOrder } from '#shared/domain/tableOptions.ts';
import { parseNumber } from './cell.ts';
import { addEvidence, noEvidence, type CellEvidence } from './cellEvidence.ts';
import { parseDate } from './dateCell.ts';
import type { MissingRule } from './missingMarks.ts';
import { parseLocalNumber, type NumberConventions } from './numberForm.ts';
import { MAX_DISTINCT, meanOf, noStats, numberCounts, type NumberStats } from './numberStats.ts';

/** What every further text of a column with more than MAX_DISTINCT different ones is stored as. */
export const OTHER_TEXT = '…';
const MAX_TEXT_CHARACTERS = 200;

/** What a column is read as. Left out: without any value so far, or on the reader's word. */
export interface PlannedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Of a date. */
  readonly order: DateOrder | null;
  /** True when the reader chose the kind: then it stands whatever the cells say. */
  readonly isGiven: boolean;
}

/** How the cells of a table are understood. */
export interface CellRules {
  readonly conventions: NumberConventions;
  readonly missing: MissingRule;
}

/** A column while its cells pass; of bounded size. */
export interface Column extends PlannedColumn {
  readonly stats: NumberStats;
  /** Of the cells that are no plain numbers. */
  readonly evidence: CellEvidence;
  /** Cells that are missing by the rule, empty cells between delimiters and marks, and how often each occurs. */
  missing: number;
  readonly missingCells: Map<string, number>;
  /** Marks read as missing among numbers or dates. */
  marks: number;
  /** Cells that are not what the column is read as; they become missing. */
  failed: number;
  /** Text → its place, its count, whether it is a number. */
  readonly values: Map<string, CategoryEntry>;
  isOverflown: boolean;
  /** Present cells of a category, and the numbers among them. */
  present: number;
  numbers: number;
}

interface CategoryEntry {
  readonly place: number;
  count: number;
  readonly isNumber: boolean;
}

/** A column before its first cell. */
export function openColumn(planned: PlannedColumn): Column {
  return {
    ...planned,
    stats: noStats(),
    evidence: noEvidence(),
    missing: 0,
    missingCells: new Map(),
    marks: 0,
    failed: 0,
    values: new Map(),
    isOverflown: false,
    present: 0,
    numbers: 0,
  };
}

/** Long texts are told apart by their beginning: the memory of a column stays bounded. */
export function shortText(cell: string): string {
  return cell.length > MAX_TEXT_CHARACTERS ? `${cell.slice(0, MAX_TEXT_CHARACTERS)}…` : cell;
}

/** The number a cell is stored as: its value, its date in seconds, the place of its category in order of appearance; NaN for a missing one. Mutates the column. */
export function takeCell(column: Column, cell: string, line: number, rules: CellRules): number {
  if (rules.missing.isMissing(cell)) {
    column.missing += 1;
    column.missingCells.set(cell, (column.missingCells.get(cell) ?? 0) + 1);
    return NaN;
  }
  if (column.kind === 'category') return takeText(column, cell, line, rules);
  const value =
    column.kind === 'number' ? numberOf(cell, rules) : column.kind === 'date' ? parseDate(cell, column.order!) : null;
  if (value === null || column.kind === 'date') takeEvidence(column, cell, line, value !== null, rules);
  return value ?? NaN;
}

function numberOf(cell: string, { conventions }: CellRules): number | null {
  const plain = conventions.thousands === '.' ? null : parseNumber(cell);
  return plain ?? parseLocalNumber(cell, conventions);
}

/** Notes what a cell looks like that is not what was expected, and of dates in which orders they can be read. */
function takeEvidence(column: Column, cell: string, line: number, isRead: boolean, { missing }: CellRules): void {
  const { evidence } = column;
  // Once one order is left and it is the one read by, nothing more is to be learnt.
  if (isRead && evidence.orders.length === 1 && evidence.orders[0] === column.order) {
    evidence.present += 1;
    evidence.dates += 1;
    return;
  }
  addEvidence(evidence, cell, line, missing);
  if (evidence.marks.has(cell)) column.marks += 1;
  else if (!isRead) column.failed += 1;
}

function takeText(column: Column, cell: string, line: number, { conventions }: CellRules): number {
  const { values } = column;
  const text = shortText(cell);
  column.present += 1;
  const known = values.get(text);
  if (known) {
    known.count += 1;
    if (known.isNumber) column.numbers += 1;
    return known.place;
  }
  const isNumber = parseLocalNumber(cell, conventions) !== null;
  if (isNumber) column.numbers += 1;
  else column.evidence.firstText ??= { line, text: shortText(cell) };
  if (values.size === MAX_DISTINCT) {
    column.isOverflown = true;
    return MAX_DISTINCT;
  }
  values.set(text, { place: values.size, count: 1, isNumber });
  return values.size - 1;
}

/** Categories in the order of their code points, behind them the one for all other texts. */
export function categoriesOf(column: Column): readonly string[] {
  const sorted = [...column.values.keys()].sort();
  return column.isOverflown ? [...sorted, OTHER_TEXT] : sorted;
}

/** Place of appearance → place among the sorted categories; null where both agree. */
export function finalPlaces(column: Column): Float64Array | null {
  if (column.kind !== 'category') return null;
  const sorted = [...column.values.keys()].sort();
  const places = Float64Array.from({ length: MAX_DISTINCT + 1 }, (_, place) => place);
  sorted.forEach((text, place) => (places[column.values.get(text)!.place] = place));
  return sorted.every((text, place) => column.values.get(text)!.place === place) ? null : places;
}

/** The column as the descriptor keeps it. */
export function columnInfo(column: Column): ColumnInfo {
  const { name, stats, missing, order } = column;
  if (column.kind === 'category') {
    const categories = categoriesOf(column);
    const distinct = Math.min(MAX_DISTINCT, categories.length);
    return { name, type: 'category', missing, categories, distinct, integer: false, min: null, max: null, mean: null };
  }
  const isEmpty = stats.count === 0;
  return {
    name,
    type: 'number',
    missing: stats.missing,
    categories: null,
    distinct: isEmpty ? 0 : (stats.distinct?.size ?? MAX_DISTINCT),
    integer: stats.whole === stats.count,
    min: isEmpty ? null : stats.min,
    max: isEmpty ? null : stats.max,
    mean: isEmpty ? null : meanOf(stats),
    ...(column.kind === 'date' && order ? { date: order } : {}),
  };
}

/** Classes this column has as a target, with their counts: categories, or whole numbers in ascending order. */
export function columnClasses(column: Column): ClassInfo[] {
  if (column.kind === 'category')
    return [...column.values.keys()].sort().map((name) => ({ name, count: column.values.get(name)!.count }));
  return numberCounts(column.stats).map(([value, count]) => ({ name: String(value), count }));
}
