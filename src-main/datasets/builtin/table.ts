import type { ClassInfo, ColumnInfo, DatasetSummary } from '#shared/domain/dataset.ts';
import { columnTask } from '#shared/preprocessing/dataShape.ts';
import { defaultSplit } from '../split.ts';
import { builtinFacts, generatedBy, type BuiltinSet } from './builtin.ts';

export interface GeneratedColumn {
  readonly name: string;
  /** Null: numbers. Else the cells are indices into it. */
  readonly categories: readonly string[] | null;
}

export interface GeneratedTable {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly rows: number;
  readonly columns: readonly GeneratedColumn[];
  readonly target: string;
  /** One row of cells in the order of the columns. */
  row(index: number): readonly number[];
}

/** Makes a built-in set of a table that is generated row by row. */
export function builtinTable(table: GeneratedTable): BuiltinSet {
  const { id, name, rows, columns, target } = table;
  const targetColumn = columns.find((column) => column.name === target);
  const classes = targetColumn?.categories ?? null;
  const source = generatedBy(id, table.revision);
  const summary: DatasetSummary = {
    id,
    name,
    kind: 'table',
    task: classes ? 'classification' : 'regression',
    origin: 'builtin',
    samples: rows,
    sampleShape: [columns.length - 1],
    classes: classes?.length ?? null,
    problems: 0,
  };
  return { id, source, summary, generate: () => generateTable(table, source) };
}

function generateTable({ id, name, rows, columns, target, row }: GeneratedTable, source: string) {
  const width = columns.length;
  const samples = new Float64Array(rows * width);
  for (let index = 0; index < rows; index++) samples.set(row(index), index * width);
  const infos = columns.map((column, at) => describeColumn(column, everyNth(samples, at, width)));
  const targetAt = columns.findIndex((column) => column.name === target);
  const task = columnTask(infos[targetAt]!);
  const descriptor = {
    ...builtinFacts,
    id,
    name,
    kind: 'table',
    task,
    source,
    samples: { dtype: 'float64', shape: [rows, width] },
    targets: null,
    classes: task === 'classification' ? countCategories(columns[targetAt]!, everyNth(samples, targetAt, width)) : null,
    columns: infos,
    target,
    split: defaultSplit(rows, 0),
  } as const;
  return { descriptor, samples, targets: null };
}

function everyNth(values: Float64Array, from: number, step: number): Float64Array {
  return values.filter((_, at) => at % step === from);
}

function describeColumn({ name, categories }: GeneratedColumn, values: Float64Array): ColumnInfo {
  const distinct = Math.min(1000, new Set(values).size);
  if (categories)
    return {
      name,
      type: 'category',
      missing: 0,
      categories,
      distinct,
      integer: false,
      min: null,
      max: null,
      mean: null,
    };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const integer = values.every((value) => Number.isInteger(value));
  const range = { min: Math.min(...values), max: Math.max(...values) };
  return { name, type: 'number', missing: 0, categories: null, distinct, integer, ...range, mean };
}

function countCategories({ categories }: GeneratedColumn, values: Float64Array): ClassInfo[] {
  return (categories ?? []).map((name, index) => ({ name, count: values.filter((value) => value === index).length }));
}
