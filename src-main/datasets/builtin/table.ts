import type { ClassInfo, ColumnInfo, DatasetSummary, SeriesInfo } from '#shared/domain/dataset.ts';
import type { DateOrder } from '#shared/domain/tableOptions.ts';
import { targetTask } from '#shared/preprocessing/dataShape.ts';
import { askedColumns } from '#shared/preprocessing/treatment.ts';
import { defaultSplit } from '../split.ts';
import { builtinFacts, generatedBy, type BuiltinFiles, type BuiltinSet } from './builtin.ts';

export interface GeneratedColumn {
  readonly name: string;
  /** Null: numbers. Else the cells are indices into it. */
  readonly categories: readonly string[] | null;
  /** There where the numbers are seconds since 1970. */
  readonly date?: DateOrder;
}

export interface GeneratedTable {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly rows: number;
  readonly columns: readonly GeneratedColumn[];
  readonly target: string;
  /** There where the rows are steps in time. */
  readonly series?: SeriesInfo;
  /** One row of cells in the order of the columns; NaN is a missing one. */
  row?(index: number): readonly number[];
  /** All rows at once, where one depends on those before. */
  allRows?(): readonly (readonly number[])[];
}

/** Makes a built-in set of a table that is generated row by row. */
export function builtinTable(table: GeneratedTable): BuiltinSet {
  const { id, name, rows, columns, target, series } = table;
  const targetColumn = columns.find((column) => column.name === target);
  const classes = targetColumn?.categories ?? null;
  const source = generatedBy(id, table.revision);
  const summary: DatasetSummary = {
    id,
    name,
    kind: series ? 'series' : 'table',
    task: classes ? 'classification' : 'regression',
    origin: 'builtin',
    samples: rows,
    sampleShape: [columns.length - 1],
    classes: classes?.length ?? null,
    problems: 0,
  };
  return { id, source, summary, generate: () => generateTable(table, source) };
}

function generateTable(table: GeneratedTable, source: string): BuiltinFiles {
  const { id, name, rows, columns, target, series } = table;
  const width = columns.length;
  const samples = new Float64Array(rows * width);
  const all = table.allRows?.();
  for (let index = 0; index < rows; index++) samples.set(all?.[index] ?? table.row?.(index) ?? [], index * width);
  const infos = columns.map((column, at) => describeColumn(column, everyNth(samples, at, width)));
  const targetAt = columns.findIndex((column) => column.name === target);
  const kind = series ? 'series' : 'table';
  const task = targetTask(kind, infos[targetAt]!);
  const descriptor = {
    ...builtinFacts,
    id,
    name,
    kind,
    task,
    source,
    samples: { dtype: 'float64', shape: [rows, width] },
    targets: null,
    classes: task === 'classification' ? countCategories(columns[targetAt]!, everyNth(samples, targetAt, width)) : null,
    columns: infos,
    target,
    split: defaultSplit(rows, 0),
    ...(series ? { series } : {}),
    ...(infos.some(({ missing }) => missing > 0) ? { completeRows: completeRows(samples, infos, targetAt) } : {}),
  } as const;
  return { descriptor, samples, targets: null };
}

/** Rows without a gap in the target and in the columns a model sees. */
function completeRows(samples: Float64Array, columns: readonly ColumnInfo[], targetAt: number): number {
  const width = columns.length;
  const asked = askedColumns(columns, columns[targetAt]?.name ?? null);
  let complete = 0;
  for (let row = 0; row < samples.length; row += width)
    if (!asked.some((at) => Number.isNaN(samples[row + at]))) complete += 1;
  return complete;
}

function everyNth(values: Float64Array, from: number, step: number): Float64Array {
  return values.filter((_, at) => at % step === from);
}

function describeColumn({ name, categories, date }: GeneratedColumn, values: Float64Array): ColumnInfo {
  const present = values.filter((value) => !Number.isNaN(value));
  const missing = values.length - present.length;
  const distinct = Math.min(1000, new Set(present).size);
  const none = { min: null, max: null, mean: null };
  if (categories) return { name, type: 'category', missing, categories, distinct, integer: false, ...none };
  const integer = present.every((value) => Number.isInteger(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const min = present.reduce((least, value) => Math.min(least, value), Infinity);
  const max = present.reduce((most, value) => Math.max(most, value), -Infinity);
  const info = { name, type: 'number', missing, categories: null, distinct, integer, min, max, mean } as const;
  return date ? { ...info, date } : info;
}

function countCategories({ categories }: GeneratedColumn, values: Float64Array): ClassInfo[] {
  return (categories ?? []).map((name, index) => ({ name, count: values.filter((value) => value === index).length }));
}
