import type { SQLOutputValue } from 'node:sqlite';

/** One line of a query's answer. */
export type Row = Record<string, SQLOutputValue>;

/** The text in a column; throws where the database holds something else, which is a defect. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text`);
  return value;
}

/** The text in a column, or null. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

/** The number in a column; throws where the database holds something else. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} is not a number`);
  return value;
}

/** The number in a column, or null. */
export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : numberOf(row, column);
}

/** The bytes in a column, at the start of a buffer of their own. */
export function bytesOf(row: Row, column: string): Uint8Array<ArrayBuffer> {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`column ${column} is not a blob`);
  return value.slice();
}

/** What this app itself wrote as JSON into a column. */
export function jsonOf<T>(row: Row, column: string): T {
  return JSON.parse(textOf(row, column)) as T;
}

/** What this app itself wrote as JSON into a column, or null. */
export function jsonOrNull<T>(row: Row, column: string): T | null {
  return row[column] === null ? null : jsonOf<T>(row, column);
}
