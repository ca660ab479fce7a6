import { join } from 'node:path';
import type { ColumnInfo, TablePreview } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { encodedWidth, targetTask } from '#shared/preprocessing/dataShape.ts';
import { timeColumns } from '#shared/preprocessing/seriesPlan.ts';
import { setName } from '#shared/domain/setName.ts';
import { StudioError } from '#shared/result.ts';
import { markCells } from './cellEvidence.ts';
import { completeRows } from './completeRows.ts';
import { tableProblems } from './csvProblems.ts';
import { guessHeader, type HeaderGuess } from './csvHeader.ts';
import type { ReadSet } from './reader.ts';
import type { FoundSeries } from './seriesFound.ts';
import { seriesGuesses, seriesProblems } from './seriesWords.ts';
import { findTime, trackSeries, type SeriesTracker } from './seriesTracker.ts';
import { columnClasses, columnInfo, finalPlaces, type Column } from './tableColumn.ts';
import { openTableFile, type TableFile } from './tableFile.ts';
import {
  headerGuess,
  readingOf,
  readingOfText,
  tableGuesses,
  type Decisions,
  type MissingFound,
} from './tableGuesses.ts';
import { planFromSample, revisePlan, type PlanBasis, type TablePlan } from './tablePlan.ts';
import { openRows, type RowCounts, type TableRows } from './tableRows.ts';
import type { TableSource } from './tableSource.ts';
import { guessTarget, moreTargetsOf, type TargetHints } from './target.ts';
import { findTextColumns } from './textColumns.ts';
import { readTextTable, textGuesses, type TextTable } from './textTable.ts';

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
  /** There where the rows are steps in time. */
  readonly series: FoundSeries | null;
}

/**
 * Reads a table of any format: once as its beginning suggests, again where the rest says otherwise. Writes `samples.bin` into the folder;
 * null only looks. Memory does not grow with the file. Throws `fileEmpty`, `csv…`, `columnUnknown`, `targetManyValues`.
 */
export async function readTable(source: TableSource, options: TableOptions, folder: string | null): Promise<ReadSet> {
  const beginning = begin(source, options);
  const { header, names } = beginning;
  const texts = textColumnsOf(source, beginning, options);
  if (texts) return readTextTable({ source, header, names, columns: texts, options }, folder);
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
  const beginning = begin(source, options);
  const { header, names, plan, basis } = beginning;
  const texts = textColumnsOf(source, beginning, options);
  if (texts) return previewTexts({ source, header, names, columns: texts, options }, format);
  const body = bodyOf(source, header);
  const time = findTime(plan.columns, options);
  const tracker = time && trackSeries(time);
  const observe = tracker ? { observe: tracker.add } : {};
  const rows = openRows({ ...plan, name: source.name, file: null, hasHeader: header?.isThere ?? false, ...observe });
  const trouble = body.length === 0 ? noRows(source.name, names) : takeRows(body, rows);
  rows.finish();
  const series = seriesOf(tracker, options);
  const kept = rows.columns.filter(({ kind }) => kind !== 'leftOut').map(columnInfo);
  const features = featuresOf(kept, series);
  const target = guessTarget(features, targetHints(options, header, series));
  const kind = series ? 'series' : 'table';
  const decisions = decisionsOf(source, header, plan, rows.columns, basis.options, target);
  return {
    kind,
    format,
    reading: readingOf(decisions),
    columns: rows.columns.map(({ name, kind }) => ({ name, type: kind })),
    rows: body.slice(0, PREVIEW_ROWS).map(({ cells }) => cells),
    target: target?.column.name ?? null,
    ...moreTargetsOf({ kind, name: source.name, columns: features }, target, options),
    guesses: [...tableGuesses(decisions), ...(series ? seriesGuesses(series, options) : [])],
    series: series?.info ?? null,
    trouble,
  };
}

/** The columns of a table of texts; null where it is none. Texts have one answer each: throws `targetsOfTable` where several are asked for. */
function textColumnsOf(source: TableSource, { header, names }: TableBeginning, options: TableOptions) {
  const texts = findTextColumns(names, bodyOf(source, header), options);
  if (texts && options.moreTargets) throw new StudioError('targetsOfTable', { name: source.name });
  return texts;
}

/** Gives the rows on; those of a wrong length are left out, and the first of them is what importing would refuse. */
function takeRows(body: TableSource['sample'], rows: TableRows): Problem | null {
  let trouble: Problem | null = null;
  for (const { cells, line } of body)
    try {
      rows.texts(cells, line);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      trouble ??= refused(error, `${error.detail['name'] ?? ''}:${line}`);
    }
  return trouble;
}

/** What importing a table without rows would be refused for. */
function noRows(name: string, names: readonly string[]): Problem {
  return refused(new StudioError('csvOnlyHeader', { name, columns: names.length }), name);
}

function refused({ code, detail }: StudioError, where: string): Problem {
  return { code, where, detail };
}

function featuresOf(columns: readonly ColumnInfo[], series: FoundSeries | null): readonly ColumnInfo[] {
  const time = series ? timeColumns(series.info.time) : [];
  return columns.filter(({ name }) => !time.includes(name));
}

function targetHints(options: TableOptions, header: HeaderGuess | null, series: FoundSeries | null): TargetHints {
  return { given: options.target, hasNames: header?.isThere ?? true, isSeries: series !== null };
}

/** The first records without the header. */
function bodyOf({ sample }: TableSource, header: HeaderGuess | null): TableSource['sample'] {
  return sample.slice(header?.isThere ? 1 : 0);
}

function previewTexts(table: TextTable, format: string): TablePreview {
  const { source, header, names, columns } = table;
  return {
    kind: 'text',
    format,
    reading: readingOfText(source, header),
    columns: names.map((name) => ({ name, type: 'category' })),
    rows: bodyOf(source, header)
      .slice(0, PREVIEW_ROWS)
      .map(({ cells }) => cells),
    target: names[columns.answer]!,
    guesses: [...source.guesses, ...headerGuess(header), ...textGuesses(table)],
    series: null,
    trouble: null,
  };
}

function begin(source: TableSource, options: TableOptions): TableBeginning {
  const { name, sample } = source;
  if (sample.length === 0) throw new StudioError('fileEmpty', { name });
  const header = source.names ? null : guessHeader(sample, options.header, name, minColumns(options));
  const names = source.names ?? header!.names;
  const unknown = Object.keys(options.columns ?? {}).find((column) => !names.includes(column));
  if (unknown !== undefined) throw new StudioError('columnUnknown', { value: unknown, known: names.join(', ') });
  const basis = { options, delimiter: source.text?.delimiter ?? null };
  const rows = sample.slice(header?.isThere ? 1 : 0);
  return { header, names, plan: planFromSample(names, rows, basis), basis };
}

/** One value per line is a series if the reader says so. */
function minColumns({ kind }: TableOptions): number {
  return kind === 'series' ? 1 : 2;
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
    const time = findTime(plan.columns, basis.options);
    const tracker = time && trackSeries(time);
    const rows = openRows({
      ...plan,
      name: source.name,
      file,
      hasHeader,
      ...(tracker ? { observe: tracker.add } : {}),
    });
    await source.read(rows, { hasHeader, decimal: plan.conventions.decimal });
    const counts = rows.finish();
    const better = revisePlan(plan, rows.columns, pass, basis);
    if (!better || pass === MAX_PASSES)
      return { plan, columns: rows.columns, series: seriesOf(tracker, basis.options), ...counts };
    plan = better;
  }
}

/** What the times say, where the rows are steps in time or the reader says so. */
function seriesOf(tracker: SeriesTracker | null, { kind }: TableOptions): FoundSeries | null {
  const found = tracker?.found() ?? null;
  return found && (found.isLikely || kind === 'series') ? found : null;
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
  { plan, columns: all, series, rows, emptyRows }: TablePass,
  options: TableOptions,
): ReadSet {
  const { name } = source;
  if (rows === 0) throw new StudioError('csvOnlyHeader', { name, columns: names.length });
  const kept = all.filter(({ kind }) => kind !== 'leftOut');
  if (kept.length < minColumns(options)) throw new StudioError('csvOneColumn', { name, value: kept[0]?.name ?? '' });
  const columns = kept.map(columnInfo);
  const features = featuresOf(columns, series);
  const target = guessTarget(features, targetHints(options, header, series));
  if (!target) throw new StudioError('csvNoTarget', { name, known: columns.map((column) => column.name).join(', ') });
  const decisions = decisionsOf(source, header, plan, all, basis.options, target);
  const kind = series ? 'series' : 'table';
  const task = targetTask(kind, target.column);
  const { encoding = null } = source.text ?? {};
  return {
    kind,
    task,
    known: null,
    name: setName(name),
    samples: { dtype: 'float64', shape: [rows, columns.length] },
    targets: null,
    classes: task === 'classification' ? columnClasses(kept[columns.indexOf(target.column)]!) : null,
    columns,
    target: target.column.name,
    ...moreTargetsOf({ kind, name, columns: features }, target, options),
    publishedTest: 0,
    reading: readingOf(decisions),
    guesses: [...tableGuesses(decisions), ...(series ? seriesGuesses(series, options) : [])],
    ...(series ? { series: series.info } : {}),
    problems: [
      ...tableProblems({ file: name, columns: all, header, encoding, missing: decisions.missing, rows, emptyRows }),
      ...targetProblems(target.column),
      ...(series ? seriesProblems(series, name) : noFeatures(columns, target.column)),
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
