import type { TimeSource } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { rowTime } from '#shared/preprocessing/seriesTime.ts';
import { growingNumbers } from './growingNumbers.ts';
import { seriesFrom, type FoundSeries } from './seriesFound.ts';
import type { Column, PlannedColumn } from './tableColumn.ts';

/** Collects the times of a table's rows while they pass: eight bytes a row. */
export interface SeriesTracker {
  /** Takes rows of kept columns, row-major. */
  add(block: Float64Array, count: number, kept: readonly Column[]): void;
  found(): FoundSeries;
}

const clockNames = /^(time|hour|hours|hr|hh|clock|zeit|uhrzeit|stunde|ora|hora|heure)\b/i;
const partNames = {
  year: /^(year|yr|yyyy|jahr|anno|año|annee|année)$/i,
  month: /^(month|mo|mm|mon|monat|mese|mes|mois)$/i,
  day: /^(day|dd|tag|giorno|dia|día|jour)$/i,
  hour: /^(hour|hr|hh|stunde|ora|hora|heure)$/i,
} as const;

/**
 * Where the time of the rows stands by the names and types of the columns, or by what the reader says; null where it does not, or where the
 * reader says it is no series. Throws `columnUnknown`, `timeNotDate`.
 */
export function findTime(columns: readonly PlannedColumn[], { kind, time }: TableOptions): TimeSource | null {
  if (kind === 'table' || kind === 'text') return null;
  if (time === '') return { kind: 'rows' };
  const kept = columns.filter((column) => column.kind !== 'leftOut');
  const date = time === undefined ? kept.find((column) => column.kind === 'date') : givenDate(kept, time);
  const clock = kept.find(({ name, kind: type }) => type !== 'date' && clockNames.test(name.trim()));
  if (date && clock) return { kind: 'clock', date: date.name, clock: clock.name };
  if (date) return { kind: 'date', date: date.name };
  return partsOf(kept) ?? (kind === 'series' ? { kind: 'rows' } : null);
}

function givenDate(columns: readonly PlannedColumn[], name: string): PlannedColumn {
  const found = columns.find((column) => column.name === name);
  const known = columns.map((column) => column.name).join(', ');
  if (!found) throw new StudioError('columnUnknown', { value: name, known });
  if (found.kind !== 'date') throw new StudioError('timeNotDate', { value: name });
  return found;
}

function partsOf(columns: readonly PlannedColumn[]): TimeSource | null {
  const find = (names: RegExp): string | undefined =>
    columns.find(({ name, kind }) => kind === 'number' && names.test(name.trim()))?.name;
  const [year, month, day, hour] = [partNames.year, partNames.month, partNames.day, partNames.hour].map(find);
  if (!year || !month || !day) return null;
  return { kind: 'parts', year, month, day, ...(hour ? { hour } : {}) };
}

/** Follows the time of a table's rows. */
export function trackSeries(time: TimeSource): SeriesTracker {
  const times = growingNumbers();
  const clock = time.kind === 'clock' ? time.clock : null;
  return {
    add: (block, count, kept) => {
      const width = kept.length;
      // Texts of a clock are places of appearance here; more may have come since the last block.
      const columns = kept.map(({ name, kind, values }) => {
        return { name, categories: name === clock && kind === 'category' ? [...values.keys()] : null };
      });
      const timeOf = rowTime(time, columns);
      const at = (row: number, column: number): number => block[row * width + column]!;
      for (let row = 0; row * width < count; row++) times.push(timeOf(row, at));
    },
    found: () => seriesFrom(times.values(), time),
  };
}
