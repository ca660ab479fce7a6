import type { ClassInfo, ColumnInfo } from '#shared/domain/dataset.ts';
import { isMissing, parseCommaNumber, parseNumber } from './cell.ts';

/** Different values of a column are counted and kept up to here. */
export const MAX_DISTINCT = 1000;
/** What every further text of a column with more different ones is stored as. */
export const OTHER_TEXT = '…';
const MAX_TEXT_CHARACTERS = 200;

/** What is learnt of a column while its cells pass; of bounded size. */
export interface ColumnProfile {
  readonly name: string;
  present: number;
  missing: number;
  numbers: number;
  commaNumbers: number;
  whole: number;
  min: number;
  max: number;
  /** Sum and its rounding error (Neumaier). */
  sum: number;
  lost: number;
  /** Text of a cell → how often, until there are MAX_DISTINCT. */
  readonly values: Map<string, number>;
  overflown: boolean;
  firstText: { readonly line: number; readonly text: string } | null;
}

export function emptyProfile(name: string): ColumnProfile {
  return {
    name,
    present: 0,
    missing: 0,
    numbers: 0,
    commaNumbers: 0,
    whole: 0,
    min: Infinity,
    max: -Infinity,
    sum: 0,
    lost: 0,
    values: new Map(),
    overflown: false,
    firstText: null,
  };
}

/** Long texts are told apart by their beginning: the memory of a column stays bounded. */
export function shortText(cell: string): string {
  return cell.length > MAX_TEXT_CHARACTERS ? `${cell.slice(0, MAX_TEXT_CHARACTERS)}…` : cell;
}

/** Adds one cell to a profile; mutates it. */
export function addCell(profile: ColumnProfile, cell: string, line: number, commaAllowed: boolean): void {
  if (isMissing(cell)) {
    profile.missing += 1;
    return;
  }
  profile.present += 1;
  countValue(profile, cell);
  let value = parseNumber(cell);
  if (value === null && commaAllowed) {
    value = parseCommaNumber(cell);
    if (value !== null) profile.commaNumbers += 1;
  }
  if (value === null) profile.firstText ??= { line, text: shortText(cell) };
  else addNumber(profile, value);
}

function countValue(profile: ColumnProfile, cell: string): void {
  // Counts of a column with too many values are never asked for.
  if (profile.overflown) return;
  const { values } = profile;
  const text = shortText(cell);
  const count = values.get(text);
  if (count !== undefined) values.set(text, count + 1);
  else if (values.size < MAX_DISTINCT) values.set(text, 1);
  else profile.overflown = true;
}

function addNumber(profile: ColumnProfile, value: number): void {
  profile.numbers += 1;
  if (Number.isInteger(value)) profile.whole += 1;
  if (value < profile.min) profile.min = value;
  if (value > profile.max) profile.max = value;
  const sum = profile.sum + value;
  profile.lost += Math.abs(profile.sum) >= Math.abs(value) ? profile.sum - sum + value : value - sum + profile.sum;
  profile.sum = sum;
}

/** A column is a number when every present cell is one. */
export function isNumber(profile: ColumnProfile): boolean {
  return profile.present > 0 && profile.numbers === profile.present;
}

/** The profile as the descriptor keeps it; categories in the order of their code points. */
export function columnInfo(profile: ColumnProfile): ColumnInfo {
  const { name, missing } = profile;
  if (isNumber(profile)) {
    const { min, max, sum, lost, numbers, whole } = profile;
    const distinct = profile.overflown ? MAX_DISTINCT : numberCounts(profile).size;
    const mean = (sum + lost) / numbers;
    return { name, type: 'number', missing, categories: null, distinct, integer: whole === numbers, min, max, mean };
  }
  const categories = [...profile.values.keys()].sort();
  if (profile.overflown) categories.push(OTHER_TEXT);
  const distinct = Math.min(MAX_DISTINCT, categories.length);
  return { name, type: 'category', missing, categories, distinct, integer: false, min: null, max: null, mean: null };
}

/** Classes this column has as a target, with their counts: categories, or whole numbers in ascending order. */
export function columnClasses(profile: ColumnProfile): ClassInfo[] {
  if (!isNumber(profile))
    return [...profile.values.keys()].sort().map((name) => ({ name, count: profile.values.get(name) ?? 0 }));
  const counts = [...numberCounts(profile)].sort(([a], [b]) => a - b);
  return counts.map(([value, count]) => ({ name: String(value), count }));
}

/** '1' and '1.0' are the same number. */
function numberCounts(profile: ColumnProfile): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [text, count] of profile.values) {
    const value = parseNumber(text) ?? parseCommaNumber(text) ?? NaN;
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return counts;
}
