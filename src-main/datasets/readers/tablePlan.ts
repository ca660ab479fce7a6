import type { ColumnKind, DateOrder, Delimiter, TableOptions } from '#shared/domain/tableOptions.ts';
import { addEvidence, markCells, noEvidence, numbersUnder, type CellEvidence } from './cellEvidence.ts';
import type { SampleRecord } from './csvHeader.ts';
import { givenMissing, guessedMissing, isSentinel, type MissingRule } from './missingMarks.ts';
import {
  guessConventions,
  noForms,
  numberForms,
  parseLocalNumber,
  type ConventionsGuess,
  type FormCounts,
} from './numberForm.ts';
import { addValues, noStats, type NumberStats } from './numberStats.ts';
import type { CellRules, Column, PlannedColumn } from './tableColumn.ts';

/** How a table is going to be read. */
export interface TablePlan extends CellRules {
  readonly conventions: ConventionsGuess;
  readonly columns: readonly PlannedColumn[];
}

/** What a plan is made with. */
export interface PlanBasis {
  readonly options: TableOptions;
  readonly delimiter: Delimiter | null;
}

/** The plan that the first rows suggest. */
export function planFromSample(names: readonly string[], rows: readonly SampleRecord[], basis: PlanBasis): TablePlan {
  const missing = missingRule(basis.options, []);
  const evidence = names.map((_, at) => evidenceOf(rows, at, missing));
  const conventions = conventionsFor(countForms(evidence), basis);
  const columns = names.map(
    (name, at) =>
      givenColumn(name, evidence[at]!, basis.options) ?? {
        name,
        ...kindOf(evidence[at]!, 0, conventions, basis.options),
        isGiven: false,
      },
  );
  const stats = columns.flatMap(({ kind }, at) =>
    kind === 'number' ? [sampleStats(rows, at, { conventions, missing })] : [],
  );
  return { conventions, columns, missing: missingRule(basis.options, sentinelsOf(stats)) };
}

/**
 * The plan to read the table again with, now that every cell was seen; null where the first one was right. What was understood before
 * stays understood, and a column that could not be read as planned becomes one of texts at the latest the second time.
 */
export function revisePlan(
  plan: TablePlan,
  columns: readonly Column[],
  pass: number,
  basis: PlanBasis,
): TablePlan | null {
  const conventions = pass === 1 ? revisedConventions(plan, columns, basis) : plan.conventions;
  const revised = columns.map((column) => revisedColumn(column, conventions, pass, basis.options));
  const { sentinels } = plan.missing;
  const found =
    pass === 1 && !basis.options.missing ? sentinelsOf(columns.filter(isNumber).map(({ stats }) => stats)) : [];
  const more = found.filter((value) => !sentinels.includes(value));
  const isSame = revised.every(({ kind, order }, at) => kind === columns[at]!.kind && order === columns[at]!.order);
  const isSameText =
    conventions.decimal === plan.conventions.decimal && conventions.thousands === plan.conventions.thousands;
  if (isSame && isSameText && more.length === 0) return null;
  const missing = more.length > 0 ? missingRule(basis.options, [...sentinels, ...more]) : plan.missing;
  return { conventions, columns: revised, missing };
}

const isNumber = ({ kind }: PlannedColumn): boolean => kind === 'number';

function missingRule({ missing }: TableOptions, sentinels: readonly number[]): MissingRule {
  return missing ? givenMissing(missing) : guessedMissing(sentinels);
}

function evidenceOf(rows: readonly SampleRecord[], at: number, missing: MissingRule): CellEvidence {
  const evidence = noEvidence();
  for (const { cells, line } of rows) {
    const cell = cells[at] ?? '';
    if (!missing.isMissing(cell)) addEvidence(evidence, cell, line, missing);
  }
  return evidence;
}

/** Forms of the numbers of all columns that are nothing but numbers, whatever their form. */
function countForms(all: readonly CellEvidence[]): FormCounts {
  const counts = noForms();
  for (const evidence of all.filter(({ texts, dates }) => texts + dates === 0))
    for (const form of numberForms) counts[form] += evidence.forms[form];
  return counts;
}

function conventionsFor(counts: FormCounts, { options, delimiter }: PlanBasis): ConventionsGuess {
  const guess = guessConventions(counts, delimiter);
  // Without delimiters the numbers are a program's: 1.234 is one and a bit there.
  const { decimal = delimiter === null ? '.' : guess.decimal, thousands } = options;
  const fits = decimal === guess.decimal ? guess.thousands : '';
  return { ...guess, decimal, thousands: thousands ?? (fits === decimal ? '' : fits) };
}

function revisedConventions(plan: TablePlan, columns: readonly Column[], basis: PlanBasis): ConventionsGuess {
  const failing = columns.filter(({ kind, failed, isGiven }) => kind === 'number' && failed > 0 && !isGiven);
  if (failing.length === 0) return plan.conventions;
  const counts = countForms(failing.map(({ evidence }) => evidence));
  // What was read so far was written with the point, or comma, of the plan.
  for (const { stats } of columns.filter(isNumber))
    counts[plan.conventions.decimal === ',' ? 'comma' : 'point'] += stats.count - stats.whole;
  const guess = conventionsFor(counts, basis);
  // Thousands seen before are not among the cells that failed.
  return guess.decimal === plan.conventions.decimal && guess.thousands === '' ? plan.conventions : guess;
}

function revisedColumn(
  column: Column,
  conventions: ConventionsGuess,
  pass: number,
  options: TableOptions,
): PlannedColumn {
  const { name, kind, order, isGiven, failed, evidence, stats } = column;
  const planned = { name, kind, order, isGiven };
  const isUnderstood = kind === 'leftOut' ? evidence.present === markCells(evidence) : failed === 0;
  if (isGiven || kind === 'category' || isUnderstood) return planned;
  const found = kindOf(evidence, kind === 'number' ? stats.count : 0, conventions, options);
  const isStuck = pass > 1 && kind !== 'leftOut' && found.kind === kind && found.order === order;
  return isStuck ? { name, kind: 'category', order: null, isGiven } : { name, ...found, isGiven };
}

/** What a column is by its cells; `understood` numbers are not among the evidence. */
function kindOf(
  evidence: CellEvidence,
  understood: number,
  conventions: ConventionsGuess,
  options: TableOptions,
): { kind: ColumnKind; order: DateOrder | null } {
  const marks = markCells(evidence);
  const numbers = numbersUnder(evidence, conventions);
  const order = orderOf(evidence, options);
  if (evidence.present + understood === marks) return { kind: 'leftOut', order: null };
  if (numbers + marks === evidence.present) return { kind: 'number', order: null };
  if (understood === 0 && order && evidence.dates + marks === evidence.present) return { kind: 'date', order };
  return { kind: 'category', order: null };
}

/** Where both are possible the day comes first, as nearly everywhere in the world. */
function orderOf({ orders }: CellEvidence, { dateOrder }: TableOptions): DateOrder | null {
  if (dateOrder && orders.includes(dateOrder)) return dateOrder;
  return orders[0] ?? null;
}

function givenColumn(name: string, evidence: CellEvidence, options: TableOptions): PlannedColumn | null {
  const kind = options.columns && Object.hasOwn(options.columns, name) ? options.columns[name] : undefined;
  if (kind === undefined) return null;
  const order = kind === 'date' ? (orderOf(evidence, options) ?? options.dateOrder ?? 'ymd') : null;
  return { name, kind, order, isGiven: true };
}

function sampleStats(rows: readonly SampleRecord[], at: number, { conventions, missing }: CellRules): NumberStats {
  const stats = noStats();
  const values = rows.map(({ cells }) => {
    const cell = cells[at] ?? '';
    return missing.isMissing(cell) ? NaN : (parseLocalNumber(cell, conventions) ?? NaN);
  });
  addValues(stats, Float64Array.from(values), { first: 0, stride: 1, end: values.length }, []);
  return stats;
}

/** Numbers that stand for a missing value in at least one column. */
function sentinelsOf(columns: readonly NumberStats[]): readonly number[] {
  return [...new Set(columns.filter(isSentinel).map(({ min }) => min))];
}
