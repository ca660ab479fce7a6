import { StudioError } from '#shared/result.ts';
import { isMissing, parseCommaNumber, parseNumber } from './cell.ts';
import { dateOrdersOf } from './dateCell.ts';

const MAX_COLUMNS = 10_000;
/** So many rows of one length, longer than the header, mean that the header is short rather than a row long. */
const MIN_LONG_ROWS = 3;

/** A record of the beginning of a table, every cell a text. */
export interface SampleRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface HeaderGuess {
  readonly names: readonly string[];
  /** Whether the first record holds them. */
  readonly isThere: boolean;
  readonly code: 'headerNames' | 'headerNumbers' | 'headerRepeats' | 'headerShort' | 'given';
  readonly example: string;
}

/**
 * Names of the columns: those of the first record, or `#1`, `#2` … where it is a row like the others. An empty name becomes `#` and its
 * place. Throws `csvOneColumn`, `csvDuplicateColumn`, `csvManyColumns`.
 */
export function guessHeader(
  records: readonly SampleRecord[],
  given: boolean | undefined,
  name: string,
  minColumns = 2,
): HeaderGuess {
  const [first = [], ...rows] = records.map(({ cells }) => cells);
  const example = first.slice(0, 3).join(', ').slice(0, 60);
  const code = given === undefined ? whyNoHeader(first, rows) : given ? null : 'given';
  if (code !== null) {
    checkCount(first, name, minColumns);
    return { names: first.map((_, at) => `#${at + 1}`), isThere: false, code, example };
  }
  const width = commonWidth(rows);
  const isShort = width > first.length && rows.length >= MIN_LONG_ROWS;
  const cells = isShort ? [...first, ...Array<string>(width - first.length).fill('')] : first;
  checkCount(cells, name, minColumns);
  checkNames(cells, name);
  const names = cells.map((cell, at) => (cell === '' ? `#${at + 1}` : cell));
  return { names, isThere: true, code: isShort ? 'headerShort' : given ? 'given' : 'headerNames', example };
}

function checkCount(cells: readonly string[], name: string, minColumns: number): void {
  if (cells.length < minColumns) throw new StudioError('csvOneColumn', { name, value: (cells[0] ?? '').slice(0, 60) });
  if (cells.length > MAX_COLUMNS)
    throw new StudioError('csvManyColumns', { name, found: cells.length, limit: MAX_COLUMNS });
}

function checkNames(cells: readonly string[], name: string): void {
  const places = new Map<string, number>();
  cells.forEach((cell, at) => {
    const earlier = places.get(cell);
    if (cell !== '' && earlier !== undefined)
      throw new StudioError('csvDuplicateColumn', { name, value: cell, first: earlier + 1, second: at + 1 });
    places.set(cell, at);
  });
}

/** The number of cells all rows have; 0 where they differ. */
function commonWidth(rows: readonly (readonly string[])[]): number {
  const width = rows[0]?.length ?? 0;
  return rows.every((row) => row.length === width) ? width : 0;
}

/** Why a first record is no header, or null where it is one. */
function whyNoHeader(
  first: readonly string[],
  rows: readonly (readonly string[])[],
): 'headerNumbers' | 'headerRepeats' | null {
  if (looksLikeData(first)) return 'headerNumbers';
  const repeats = rows.length > 0 && first.every((cell, at) => rows.some((row) => row[at] === cell));
  return repeats ? 'headerRepeats' : null;
}

/** Only numbers, mostly numbers one of which has a fraction, or a date: names of columns may be years, but not 5.1. */
function looksLikeData(cells: readonly string[]): boolean {
  const present = cells.filter((cell) => !isMissing(cell));
  if (present.some((cell) => /\d.*\d.*\d/.test(cell) && dateOrdersOf(cell).some((order) => order !== 'named')))
    return true;
  const numbers = present.map((cell) => parseNumber(cell) ?? parseCommaNumber(cell)).filter((value) => value !== null);
  if (numbers.length === 0) return false;
  if (numbers.length === present.length) return true;
  return numbers.length * 2 >= cells.length && numbers.some((value) => !Number.isInteger(value));
}
