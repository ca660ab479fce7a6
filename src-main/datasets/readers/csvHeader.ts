import { StudioError } from '#shared/result.ts';
import { isMissing, parseCommaNumber, parseNumber } from './cell.ts';

const MAX_COLUMNS = 10_000;

/** Names of the columns from the first record; an empty name becomes `#` and the position. Throws `csvNoHeader`, `csvOneColumn`, `csvDuplicateColumn`, `csvManyColumns`. */
export function parseHeader(cells: readonly string[], name: string): readonly string[] {
  if (looksLikeData(cells)) throw new StudioError('csvNoHeader', { name, value: cells.slice(0, 3).join(', ') });
  if (cells.length < 2) throw new StudioError('csvOneColumn', { name, value: (cells[0] ?? '').slice(0, 60) });
  if (cells.length > MAX_COLUMNS)
    throw new StudioError('csvManyColumns', { name, found: cells.length, limit: MAX_COLUMNS });
  const places = new Map<string, number>();
  cells.forEach((cell, at) => {
    const earlier = places.get(cell);
    if (cell !== '' && earlier !== undefined)
      throw new StudioError('csvDuplicateColumn', { name, value: cell, first: earlier + 1, second: at + 1 });
    places.set(cell, at);
  });
  return cells.map((cell, at) => (cell === '' ? `#${at + 1}` : cell));
}

/** Only numbers, or mostly numbers one of which has a fraction: names of columns may be years, but not 5.1. */
function looksLikeData(cells: readonly string[]): boolean {
  const present = cells.filter((cell) => !isMissing(cell));
  const numbers = present.map((cell) => parseNumber(cell) ?? parseCommaNumber(cell)).filter((value) => value !== null);
  if (numbers.length === 0) return false;
  if (numbers.length === present.length) return true;
  return numbers.length * 2 >= cells.length && numbers.some((value) => !Number.isInteger(value));
}
