import type { ColumnInfo } from '../domain/dataset.ts';
import { encodeRows } from './featureEncoding.ts';
import type { FeatureRecord, TextRecord } from './preparedData.ts';
import { median, mostFrequent, type Standardisation } from './scaling.ts';
import type { Cells } from './featureEncoding.ts';
import { encodeWords } from './text.ts';
import { FIRST_WORD_ID, UNKNOWN_ID } from './textPlan.ts';
import { tokenize } from './tokenize.ts';

/** Bytes of one picture as the model was trained on them. */
export function encodePicture(bytes: Uint8Array, { mean, std }: Standardisation): Float32Array<ArrayBuffer> {
  return Float32Array.from(bytes, (value) => (value / 255 - mean) / std);
}

/** The way back, for pictures a model makes: bytes, cut to 0 … 255. */
export function decodePicture(values: Float32Array, { mean, std }: Standardisation): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(values, (value) => 255 * (value * std + mean));
}

/** One row of a table, a cell per column (NaN is missing; the target's is not looked at), as `width` numbers. */
export function encodeTableRow(
  cells: ArrayLike<number>,
  columns: readonly ColumnInfo[],
  features: readonly FeatureRecord[],
  width: number,
): Float32Array {
  const placed = columns.map(({ name }) => features.find(({ column }) => column === name) ?? null);
  const row: Cells = { rows: 1, at: (_, column) => cells[column]! };
  return encodeRows(row, placed, columns, width);
}

/** A word of a text, as the vocabulary sees it. */
export interface ReadWord {
  readonly word: string;
  readonly isKnown: boolean;
}

/** Words of a vocabulary and their numbers. */
export type WordNumbers = ReadonlyMap<string, number>;

/** The numbers of the words of a vocabulary, made once for many texts. */
export function wordNumbers({ words }: Pick<TextRecord, 'words'>): WordNumbers {
  return new Map(words.map((word, rank) => [word, rank + FIRST_WORD_ID]));
}

/** The words of a text, and which of them the vocabulary has. */
export function readWords(text: string, numbers: WordNumbers): readonly ReadWord[] {
  return tokenize(text).map((word) => ({ word, isKnown: numbers.has(word) }));
}

/** A text as `length` numbers of words, as the texts of the set were made. */
export function encodeText(text: string, record: TextRecord, numbers: WordNumbers): Float32Array {
  const all = tokenize(text).map((word) => numbers.get(word) ?? UNKNOWN_ID);
  const kept = record.unknown === 'skip' ? all.filter((number) => number !== UNKNOWN_ID) : all;
  return Float32Array.from(encodeWords(kept, record));
}

/** The usual cell of every column over some rows: the median of numbers, the most frequent category; NaN where there is none. */
export function usualRow(cells: Cells, columns: readonly ColumnInfo[], rows: Uint32Array): Float64Array {
  return Float64Array.from(columns, ({ type, integer }, at) => {
    const values = Float64Array.from(rows, (row) => cells.at(row, at));
    if (type === 'category') return mostFrequent(values) ?? NaN;
    if (values.every(Number.isNaN)) return NaN;
    const middle = median(values);
    // Half a room is in no row.
    return integer ? Math.round(middle) : middle;
  });
}
