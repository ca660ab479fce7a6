import { join } from 'node:path';
import type { ColumnInfo, TablePreview } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { columnTask, encodedWidth } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';
import { markCells } from './cellEvidence.ts';
import { completeRows } from './completeRows.ts';
import { tableProblems } from './csvProblems.ts';
import { guessHeader, type HeaderGuess } from './csvHeader.ts';
import type { ReadSet } from './reader.ts';
import { columnClasses, columnInfo, finalPlaces, type Column } from './tableColumn.ts';
import { openTableFile, type TableFile } from './tableFile.ts';
import { readingOf, tableGuesses, type Decisions, type MissingFound } from './tableGuesses.ts';
import { planFromSample, revisePlan, type PlanBasis, type TablePlan } from './tablePlan.ts';
import { openRows, type RowCounts } from './tableRows.ts';
import type { TableSource } from './tableSource.ts';
import { guessTarget } from './target.ts';

/** What the beginning suggests is right for nearly every table; what the second reading finds is right for all. */
const MAX_PASSES = 4;
const PREVIEW_ROWS = 20;

interface TableBeginning {
  readonly header: HeaderGuess | null;
  readonly names: readonly string[];
  readonly plan: TablePlan;
  readonly basis: PlanBasis;
}

interface TablePass extends RowCounts {
  readonly plan: TablePlan;
  readonly columns: readonly Column[];
}

/**
 * Reads a table of any format: once as its beginning suggests, again where the rest says otherwise. Writes `samples.bin` into the folder;
 * null only looks. Memory does not grow with the file. Throws `fileEmpty`, `csv…`, `columnUnknown`, `targetManyValues`.
 */
export async function readTable(source: TableSource, options: TableOptions, folder: string | null): Promise<ReadSet> {
  const beginning = begin(source, options);
  const path = folder === null ? null : join(folder, 'samples.bin');
  const file = path === null ? null : openTableFile(path);
  try {
    const pass = await readWhole(source, beginning, file);
    const set = describe(source, beginning, pass, options);
    if (file && path !== null) {
      keep(file, pass.columns);
      return { ...set, completeRows: await completeRows(path, pass.rows, set.columns ?? [], set.target) };
    }
    return set;
  } finally {
    file?.close();
  }
}

/** The beginning of a table as it would be read. Throws what `readTable` throws at the beginning of a file. */
export function previewTable(source: TableSource, options: TableOptions, format: string): TablePreview {
  const { header, names, plan, basis } = begin(source, options);
  const rows = openRows({ ...plan, columns: plan.columns, name: source.name, file: null, hasHeader: true });
  const body = source.sample.slice(header?.isThere ? 1 : 0);
  // Rows of a wrong length are shown; only importing refuses them.
  for (const { cells, line } of body) if (cells.length === names.length) rows.texts(cells, line);
  rows.finish();
  const kept = rows.columns.filter(({ kind }) => kind !== 'leftOut').map(columnInfo);
  const target = guessTarget(kept, { given: options.target, hasNames: header?.isThere ?? true });
  const decisions = decisionsOf(source, header, plan, rows.columns, basis.options, target);
  return {
    format,
    reading: readingOf(decisions),
    columns: rows.columns.map(({ name, kind }) => ({ name, type: kind })),
    rows: body.slice(0, PREVIEW_ROWS).map(({ cells }) => cells),
    target: target?.column.name ?? null,
    guesses: tableGuesses(decisions),
  };
}

function begin(source: TableSource, options: TableOptions): TableBeginning {
  const { name, sample } = source;
  if (sample.length === 0) throw new StudioError('fileEmpty', { name });
  const header = source.names ? null : guessHeader(sample, options.header, name);
  const names = source.names ?? header!.names;
  const unknown = Object.keys(options.columns ?? {}).find((column) => !names.includes(column));
  if (unknown !== undefined) throw new StudioError('columnUnknown', { value: unknown, known: names.join(', ') });
  const basis = { options, delimiter: source.text?.delimiter ?? null };
  const rows = sample.slice(header?.isThere ? 1 : 0);
  return { header, names, plan: planFromSample(names, rows, basis), basis };
}

async function readWhole(
  source: TableSource,
  { header, plan: first, basis }: TableBeginning,
  file: TableFile | null,
): Promise<TablePass> {
  const hasHeader = header?.isThere ?? false;
  let plan = first;
  for (let pass = 1; ; pass++) {
    file?.restart();
    const rows = openRows({ ...plan, name: source.name, file, hasHeader });
    await source.read(rows, { hasHeader, decimal: plan.conventions.decimal });
    const counts = rows.finish();
    const better = revisePlan(plan, rows.columns, pass, basis);
    if (!better || pass === MAX_PASSES) return { plan, columns: rows.columns, ...counts };
    plan = better;
  }
}

/** Puts the categories into their final order and makes the cells durable. */
function keep(file: TableFile, columns: readonly Column[]): void {
  const kept = columns.filter(({ kind }) => kind !== 'leftOut');
  const places = kept.map(finalPlaces);
  if (places.some((list) => list !== null)) file.replace(kept.length, places);
  file.finish();
}

function describe(
  source: TableSource,
  { header, names, basis }: TableBeginning,
  { plan, columns: all, rows, emptyRows }: TablePass,
  options: TableOptions,
): ReadSet {
  const { name } = source;
  if (rows === 0) throw new StudioError('csvOnlyHeader', { name, columns: names.length });
  const kept = all.filter(({ kind }) => kind !== 'leftOut');
  if (kept.length < 2) throw new StudioError('csvOneColumn', { name, value: kept[0]?.name ?? '' });
  const columns = kept.map(columnInfo);
  const target = guessTarget(columns, { given: options.target, hasNames: header?.isThere ?? true });
  if (!target) throw new StudioError('csvNoTarget', { name, known: columns.map((column) => column.name).join(', ') });
  const decisions = decisionsOf(source, header, plan, all, basis.options, target);
  const task = columnTask(target.column);
  const { encoding = null } = source.text ?? {};
  return {
    kind: 'table',
    task,
    known: null,
    name: name.replace(/\.gz$/i, '').replace(/\.(csv|tsv|txt|data|dat|jsonl|ndjson|json|xlsx)$/i, ''),
    samples: { dtype: 'float64', shape: [rows, columns.length] },
    targets: null,
    classes: task === 'classification' ? columnClasses(kept[columns.indexOf(target.column)]!) : null,
    columns,
    target: target.column.name,
    publishedTest: 0,
    reading: readingOf(decisions),
    guesses: tableGuesses(decisions),
    problems: [
      ...tableProblems({ file: name, columns: all, header, encoding, missing: decisions.missing, rows, emptyRows }),
      ...targetProblems(target.column),
      ...noFeatures(columns, target.column),
    ],
  };
}

function decisionsOf(
  source: TableSource,
  header: HeaderGuess | null,
  plan: TablePlan,
  columns: readonly Column[],
  options: TableOptions,
  target: Decisions['target'],
): Decisions {
  const guessed = columns.map((column) => ({
    name: column.name,
    kind: column.kind,
    order: column.order,
    isGiven: column.isGiven,
    text: column.evidence.firstText,
    isAmbiguous: column.kind === 'date' && column.evidence.orders.length > 1,
  }));
  return { source, header, plan, columns: guessed, missing: missingFound(columns, options), target, options };
}

/** Every different cell that was read as missing, with the columns it occurs in. */
function missingFound(columns: readonly Column[], options: TableOptions): readonly MissingFound[] {
  const found = new Map<string, { count: number; readonly columns: string[]; readonly kind: MissingFound['kind'] }>();
  const add = (cell: string, count: number, column: string, kind: MissingFound['kind']): void => {
    const entry = found.get(cell) ?? { count: 0, columns: [], kind: options.missing ? 'usual' : kind };
    found.set(cell, { ...entry, count: entry.count + count, columns: [...entry.columns, column] });
  };
  for (const { name, kind, missingCells, evidence, stats } of columns) {
    if (kind === 'leftOut') continue;
    for (const [cell, count] of missingCells) add(cell, count, name, 'usual');
    if (kind !== 'category' && markCells(evidence) > 0)
      for (const [cell, count] of evidence.marks) add(cell, count, name, 'mark');
    for (const [value, count] of stats.sentinels) add(String(value), count, name, 'sentinel');
  }
  return [...found].map(([cell, entry]) => ({ cell, ...entry }));
}

function targetProblems({ name, missing }: ColumnInfo): Problem[] {
  return missing === 0 ? [] : [{ code: 'targetMissing', where: name, detail: { value: name, count: missing } }];
}

/** A table of which only the target is left: a model would see nothing. */
function noFeatures(columns: readonly ColumnInfo[], target: ColumnInfo): Problem[] {
  if (columns.some((column) => column !== target && encodedWidth(column) > 0)) return [];
  return [{ code: 'featuresNone', where: target.name, detail: { value: target.name } }];
}
