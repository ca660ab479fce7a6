import type { CsvReading } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import type { ContentFile } from '../content.ts';
import type { Watch } from '../watch.ts';
import { parseHeader } from './csvHeader.ts';
import { addCell, emptyProfile, type ColumnProfile } from './csvProfile.ts';
import { readRecords } from './csvRecords.ts';

/** The first of the two passes: what the table holds. */
export interface TableSurvey {
  /** One per column of the header. */
  readonly profiles: readonly ColumnProfile[];
  /** Positions of the columns that are not wholly empty. */
  readonly kept: readonly number[];
  readonly rows: number;
  /** Rows of delimiters only, left out. */
  readonly emptyRows: number;
}

type Dialect = Pick<CsvReading, 'delimiter' | 'encoding'>;

/** Reads the whole table once, checks the width of every row and gathers statistics; throws `csv…`. */
export async function surveyTable(file: ContentFile, dialect: Dialect, watch: Watch): Promise<TableSurvey> {
  let profiles: ColumnProfile[] | null = null;
  let rows = 0;
  let emptyRows = 0;
  const commaAllowed = dialect.delimiter === ';';
  await readRecords(file, dialect, 'reading', watch, (cells, line) => {
    if (profiles === null) {
      profiles = parseHeader(cells, file.name).map(emptyProfile);
      return;
    }
    if (isEmptyRow(cells)) {
      emptyRows += 1;
      return;
    }
    checkWidth(cells, profiles.length, { name: file.name, line, isFirst: rows === 0 });
    for (let at = 0; at < profiles.length; at++) addCell(profiles[at]!, cells[at]!, line, commaAllowed);
    rows += 1;
  });
  return finish(profiles, rows, emptyRows, file.name);
}

function finish(profiles: readonly ColumnProfile[] | null, rows: number, emptyRows: number, name: string): TableSurvey {
  if (profiles === null) throw new StudioError('fileEmpty', { name });
  if (rows === 0) throw new StudioError('csvOnlyHeader', { name, columns: profiles.length });
  refuseHeaderOfData(profiles, name);
  const kept = profiles.flatMap(({ present }, at) => (present > 0 ? [at] : []));
  if (kept.length < 2) throw new StudioError('csvOneColumn', { name, value: profiles[kept[0] ?? 0]?.name ?? '' });
  return { profiles, kept, rows, emptyRows };
}

/** A first line each of whose cells occurs again below it, in its own column, is a row like the others. */
function refuseHeaderOfData(profiles: readonly ColumnProfile[], name: string): void {
  if (!profiles.every((profile) => profile.values.has(profile.name))) return;
  const value = profiles
    .map((profile) => profile.name)
    .slice(0, 3)
    .join(', ');
  throw new StudioError('csvNoHeader', { name, value });
}

/** True for a row of delimiters only. */
export function isEmptyRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '');
}

/** Cells beyond the header may only be empty: some programs end every row with a delimiter. */
function checkWidth(
  cells: readonly string[],
  expected: number,
  { name, line, isFirst }: { name: string; line: number; isFirst: boolean },
): void {
  if (cells.length === expected) return;
  if (cells.length > expected && isEmptyRow(cells.slice(expected))) return;
  throw new StudioError(isFirst ? 'csvHeaderLength' : 'csvRowLength', { name, line, expected, found: cells.length });
}
