import { isMissing, parseNumber } from './cell.ts';

/** Which cells of a table count as missing. */
export interface MissingRule {
  /** In columns of any type. */
  readonly isMissing: (cell: string) => boolean;
  /** Only among numbers and dates; in a column of texts such a cell is a text like any other. */
  readonly isMark: (cell: string) => boolean;
  /** Numbers that stand for a missing value in columns of numbers. */
  readonly sentinels: readonly number[];
}

/** Marks that may be words of a text column too. */
const marks = new Set(
  [
    ...['-', '--', '---', '—', '–', '.', '..', '...', '*', 'none', 'unknown', 'unk', 'missing', 'nil', 'void', 'blank'],
    ...[
      '#n/a',
      '#na',
      '#n/a n/a',
      '#value!',
      '#div/0!',
      '#num!',
      '#ref!',
      '#null!',
      '#name?',
      '(null)',
      '\\n',
      '<na>',
      '<null>',
    ],
    ...[
      'nat',
      'nd',
      'n.d.',
      'n/d',
      'n.a.',
      'n.a',
      'k.a.',
      's.d.',
      's/d',
      '-nan',
      '+nan',
      '-nan(ind)',
      'inf',
      '+inf',
      '-inf',
    ],
    ...['infinity', '-infinity', 'na', 'n/a', 'nan', 'null'],
  ].map((mark) => mark.toLowerCase()),
);
const MAX_MARK_CHARACTERS = 12;

/** Numbers people write for a missing one. They count only where they lie far below everything else; see `isSentinel`. */
export const sentinelCandidates = [-200, -99, -99.9, -888, -999, -999.9, -8888, -9999, -9999.9, -99999];

/** The rule without a word of the reader: the usual marks, and the numbers found to be marks. */
export function guessedMissing(sentinels: readonly number[]): MissingRule {
  return {
    isMissing,
    isMark: (cell) => cell.length <= MAX_MARK_CHARACTERS && marks.has(cell.toLowerCase()),
    sentinels,
  };
}

/** The rule of the reader: these cells and empty ones. A number counts however it is written. */
export function givenMissing(cells: readonly string[]): MissingRule {
  const given = new Set(['', ...cells.map((cell) => cell.trim())]);
  const sentinels = cells.map((cell) => parseNumber(cell.trim())).filter((value) => value !== null);
  return { isMissing: (cell) => given.has(cell), isMark: () => false, sentinels };
}

/** The lowest value of a column of numbers, how often it occurs, the next one and the highest. */
export interface LowEnd {
  readonly min: number;
  readonly minCount: number;
  readonly second: number;
  readonly max: number;
}

/** True where the lowest value, one of the candidates, lies so far below all others that it cannot be one of them. */
export function isSentinel({ min, minCount, second, max }: LowEnd): boolean {
  if (!sentinelCandidates.includes(min) || minCount < 2 || !Number.isFinite(second)) return false;
  return second - min > 2 * (max - second) && second > min / 2;
}
