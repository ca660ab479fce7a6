import type { Guess, GuessField, TablePreview } from '#shared/domain/dataset.ts';
import {
  dateOrders,
  decimals,
  delimiters,
  encodings,
  quotes,
  tableKinds,
  thousandsMarks,
} from '#shared/domain/tableOptions.ts';
import type { OptionsPatch } from '#shared/domain/tableOptionEdits.ts';

/** A choice about a whole table: its value, what else it could be, and why it is so. */
export interface ReadingField {
  readonly field: GuessField;
  readonly value: string;
  readonly values: readonly string[];
  /** Null: the format leaves nothing to say. */
  readonly guess: Guess | null;
  /** The options that a value stands for. */
  patch(value: string): OptionsPatch;
}

/** Words for values that are marks: keys below `wizard.choice`. */
export const markWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
  ' ': 'blank',
  '.': 'point',
  "'": 'apostrophe',
  '"': 'doubleQuote',
  '': 'none',
};

const noColumns = { target: undefined, moreTargets: undefined, text: undefined, time: undefined } as const;

/** What can be chosen about how a table is read, besides its columns and missing marks. */
export function readingFields(preview: TablePreview): readonly ReadingField[] {
  const { reading, guesses, kind } = preview;
  const of = (
    field: GuessField,
    value: string,
    values: readonly string[],
    patch: (value: string) => object,
  ): ReadingField => ({
    field,
    value,
    values,
    guess: guesses.find((guess) => guess.field === field) ?? null,
    patch: (chosen) => patch(chosen),
  });
  const header = guesses.find(({ field }) => field === 'header');
  const order = guesses.find(({ field }) => field === 'dateOrder');
  return [
    of('kind', kind, tableKinds, (value) => ({ kind: value, ...noColumns })),
    ...(header ? [of('header', header.value, ['true', 'false'], (value) => ({ header: value === 'true' }))] : []),
    ...(reading
      ? [
          of('delimiter', reading.delimiter, delimiters, (delimiter) => ({ delimiter })),
          of('decimal', reading.decimal ?? '.', decimals, (decimal) => ({ decimal })),
          of('thousands', reading.thousands ?? '', thousandsMarks, (thousands) => ({ thousands })),
          of('quote', reading.quote ?? '"', quotes, (quote) => ({ quote })),
          of('encoding', reading.encoding, encodings, (encoding) => ({ encoding })),
        ].filter(({ field }) => kind !== 'text' || (field !== 'decimal' && field !== 'thousands'))
      : []),
    ...(order ? [of('dateOrder', order.value, dateOrders, (dateOrder) => ({ dateOrder }))] : []),
  ];
}

/** The cells that count as missing, as one line: `NA, ?`; the empty cell is always missing and not named. */
export function missingMarks({ guesses }: TablePreview): string {
  return guesses
    .filter(({ field, value }) => field === 'missing' && value !== '')
    .map(({ value }) => value)
    .join(', ');
}

/** The other way round; nothing: only empty cells. */
export function marksOf(line: string): string[] {
  const marks = line.split(',').map((mark) => mark.trim());
  return [...new Set(marks.filter((mark) => mark !== ''))];
}
