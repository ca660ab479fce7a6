import type { ColumnInfo, CsvReading, Guess } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import type { HeaderGuess } from './csvHeader.ts';
import type { PlannedColumn } from './tableColumn.ts';
import type { TablePlan } from './tablePlan.ts';
import type { TargetGuess } from './target.ts';
import type { TableSource } from './tableSource.ts';

/** A cell read as missing: how often it occurs and in which columns. */
export interface MissingFound {
  readonly cell: string;
  readonly count: number;
  readonly columns: readonly string[];
  readonly kind: 'usual' | 'mark' | 'sentinel';
}

export interface Decisions {
  readonly source: TableSource;
  readonly header: HeaderGuess | null;
  readonly plan: TablePlan;
  readonly columns: readonly GuessedColumn[];
  readonly missing: readonly MissingFound[];
  readonly target: TargetGuess | null;
  readonly options: TableOptions;
}

export interface GuessedColumn extends PlannedColumn {
  /** The first cell that is neither number nor date. */
  readonly text: { readonly line: number; readonly text: string } | null;
  /** Whether days and months could be told apart. */
  readonly isAmbiguous: boolean;
}

const MAX_NAMES = 5;

/** Every choice about a table with its reason; what the reader chose has the reason `given`. */
export function tableGuesses(decisions: Decisions): Guess[] {
  const { source, header, plan, columns, missing, target, options } = decisions;
  return [
    ...source.guesses,
    ...headerGuess(header),
    ...(source.text ? conventionGuesses(plan, options) : []),
    ...missing.map((found) => missingGuess(found, options)),
    ...columns.flatMap(columnGuesses),
    ...(target ? [targetGuess(target)] : []),
  ];
}

/** What is kept of how the text was read; null where the file has no delimiters. */
export function readingOf({ source, header, plan, missing }: Decisions): CsvReading | null {
  if (!source.text) return null;
  const { decimal, thousands } = plan.conventions;
  return {
    ...source.text,
    decimalComma: decimal === ',',
    decimal,
    thousands,
    header: header?.isThere ?? true,
    missing: missing.map(({ cell }) => cell),
  };
}

/** Whether the first line names the columns, and why. */
export function headerGuess(header: HeaderGuess | null): Guess[] {
  if (!header) return [];
  const { code, example, isThere } = header;
  return [{ field: 'header', where: '', value: String(isThere), code, detail: { example } }];
}

/** What is kept of how a table of texts was read. */
export function readingOfText({ text }: TableSource, header: HeaderGuess | null): CsvReading | null {
  return text && { ...text, decimalComma: false, header: header?.isThere ?? true };
}

function conventionGuesses({ conventions }: TablePlan, options: TableOptions): Guess[] {
  const { decimal, decimalCode, thousands, thousandsCode } = conventions;
  const decimalGuess: Guess = {
    field: 'decimal',
    where: '',
    value: decimal,
    code: options.decimal === undefined ? decimalCode : 'given',
    detail: { value: decimal },
  };
  const thousandsGuess: Guess = {
    field: 'thousands',
    where: '',
    value: thousands,
    code: options.thousands === undefined ? thousandsCode : 'given',
    detail: { value: thousands },
  };
  return [decimalGuess, thousandsGuess];
}

const missingCodes = { usual: 'missingUsual', mark: 'missingMark', sentinel: 'missingSentinel' } as const;

function missingGuess({ cell, count, columns, kind }: MissingFound, options: TableOptions): Guess {
  const names = columns.slice(0, MAX_NAMES).join(', ') + (columns.length > MAX_NAMES ? ' …' : '');
  const code = cell === '' ? 'missingEmpty' : options.missing ? 'given' : missingCodes[kind];
  return { field: 'missing', where: '', value: cell, code, detail: { value: cell, count, names } };
}

const dateCodes = { ymd: 'dateYmd', dmy: 'dateDmy', mdy: 'dateMdy', named: 'dateNamed' } as const;

function columnGuesses({ name, kind, order, isGiven, text, isAmbiguous }: GuessedColumn): Guess[] {
  const about = { where: name, detail: { value: name } };
  if (isGiven) return [{ field: 'type', ...about, value: kind, code: 'given' }];
  if (kind === 'leftOut') return [{ field: 'type', ...about, value: kind, code: 'typeEmpty' }];
  if (kind === 'category') return [textGuess(name, text)];
  if (kind === 'number') return [{ field: 'type', ...about, value: kind, code: 'typeNumber' }];
  const known = order ?? 'ymd';
  const code = isAmbiguous ? 'dateAmbiguous' : dateCodes[known];
  return [
    { field: 'type', ...about, value: kind, code: 'typeDate' },
    { field: 'dateOrder', where: name, value: known, code, detail: { value: name } },
  ];
}

function textGuess(name: string, text: GuessedColumn['text']): Guess {
  const about = { field: 'type', where: name, value: 'category' } as const;
  if (!text) return { ...about, code: 'typeMixed', detail: { value: name } };
  return { ...about, code: 'typeText', detail: { value: name, example: text.text.slice(0, 60), line: text.line } };
}

function targetGuess({ column, code }: TargetGuess): Guess {
  const { name } = column satisfies ColumnInfo;
  return { field: 'target', where: '', value: name, code, detail: { value: name } };
}
