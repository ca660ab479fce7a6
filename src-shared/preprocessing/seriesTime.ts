import type { ColumnInfo, TimeSource } from '../domain/dataset.ts';

/** Value of a row in a column, by its position. */
export type CellAt = (row: number, column: number) => number;

/** What is needed of a column. */
export type TimeColumn = Pick<ColumnInfo, 'name' | 'categories'>;

const DAY = 86_400;

/** Seconds since 1970 of a row, NaN where it has no time, or the row's number where rows are the steps. */
export function rowTime(time: TimeSource, columns: readonly TimeColumn[]): (row: number, at: CellAt) => number {
  const place = (name: string): number => columns.findIndex((column) => column.name === name);
  if (time.kind === 'rows') return (row) => row;
  if (time.kind === 'date') {
    const date = place(time.date);
    return (row, at) => at(row, date);
  }
  if (time.kind === 'clock') {
    const [date, clock] = [place(time.date), place(time.clock)];
    const seconds = clockReader(columns[clock]);
    return (row, at) => at(row, date) + seconds(at(row, clock));
  }
  const [year, month, day] = [place(time.year), place(time.month), place(time.day)];
  const hour = time.hour === undefined ? -1 : place(time.hour);
  return (row, at) => {
    const midnight = Date.UTC(at(row, year), at(row, month) - 1, at(row, day)) / 1000;
    return hour < 0 ? midnight : midnight + 3600 * at(row, hour);
  };
}

/** Seconds since midnight of a stored cell: an hour, or a text such as `18.00.00`; NaN for anything else. */
function clockReader(column: TimeColumn | undefined): (cell: number) => number {
  if (!column?.categories) return (cell) => (cell >= 0 && cell <= 24 ? 3600 * cell : NaN);
  const seconds = column.categories.map(clockSeconds);
  return (cell) => seconds[cell] ?? NaN;
}

/** Seconds since midnight of `18:30`, `18.30.00`, `6:30 pm`; NaN where it is no time of day. */
export function clockSeconds(text: string): number {
  const parts = /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]m)?$/i.exec(text.trim());
  if (!parts) return NaN;
  const half = parts[4]?.toLowerCase();
  const hour = half ? (Number(parts[1]) % 12) + (half === 'pm' ? 12 : 0) : Number(parts[1]);
  const seconds = 3600 * hour + 60 * Number(parts[2]) + Number(parts[3] ?? 0);
  return hour <= 24 && Number(parts[2]) < 60 && seconds <= DAY ? seconds : NaN;
}
