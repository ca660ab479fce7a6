import { describe, expect, it } from 'vitest';
import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { dataWarnings } from '#shared/preprocessing/dataWarnings.ts';

const rows = 200;
const noise = (row: number): number => ((row * 7919) % 211) / 211;
const label = (row: number): number => (row * 13) % 3;

/** A table made of functions of the row; the last column is the target. */
function tableOf(columns: Readonly<Record<string, (row: number) => number>>, count = rows) {
  const names = Object.keys(columns);
  const cells = Float64Array.from({ length: count * names.length }, (_, at) =>
    columns[names[at % names.length]!]!(Math.floor(at / names.length)),
  );
  const infos = names.map((name): ColumnInfo => {
    const values = Array.from({ length: count }, (_, row) => columns[name]!(row));
    return {
      name,
      type: 'number',
      missing: 0,
      categories: null,
      distinct: Math.min(1000, new Set(values).size),
      integer: values.every(Number.isInteger),
      min: Math.min(...values),
      max: Math.max(...values),
      mean: 0,
    };
  });
  const target = names.at(-1)!;
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  const split = {
    train: all.slice(0, count / 2),
    validation: all.slice(count / 2, (3 * count) / 4),
    test: all.slice((3 * count) / 4),
  };
  const descriptor = {
    name: 'set',
    kind: 'table',
    samples: { dtype: 'float64', shape: [count, names.length] },
    classes: null,
    columns: infos,
  } as unknown as DatasetDescriptor;
  return dataWarnings(descriptor, target, { cells, split }).map(({ code, where }) => `${code} ${where}`.trim());
}

describe('warnings about data', () => {
  it('has none for an ordinary table', () => {
    expect(tableOf({ a: noise, b: (row) => Math.sin(row), y: (row) => noise(row) + Math.cos(row) })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, (row: number) => number>>]>([
    ['columnConstant a', { a: () => 3, b: noise, y: (row) => Math.cos(row) }],
    ['columnIdentifier id', { id: (row) => 1000 + row, b: noise, y: (row) => Math.cos(row) }],
    ['columnLeak inch', { inch: (row) => 4 - noise(row) / 2.54, b: (row) => Math.cos(row), y: noise }],
    ['columnLeak code', { code: (row) => 10 - label(row), b: noise, y: label }],
  ])('names %s', (expected, columns) => {
    expect(tableOf(columns)).toEqual([expected]);
  });

  it('takes a column that is only close to the target for none', () => {
    expect(tableOf({ a: (row) => noise(row) + 0.01 * Math.sin(row), y: noise })).toEqual([]);
    expect(tableOf({ a: (row) => (row === 7 ? (label(7) + 1) % 3 : label(row)), b: noise, y: label })).toEqual([]);
  });

  it('counts rows that stand on both sides of the split', () => {
    const twice = (row: number): number => noise(row === 150 || row === 199 ? 3 : row);
    expect(tableOf({ a: twice, y: (row) => Math.round(50 * twice(row)) })).toEqual(['rowsAcrossSplit']);
  });

  it('finds few rows', () => {
    expect(tableOf({ a: noise, y: (row) => Math.cos(row) }, 96)).toEqual(['rowsFew']);
  });

  it('finds a class that is ten times as large as another, in any kind of set', () => {
    const of = (...counts: readonly number[]) =>
      ({
        name: 'set',
        kind: 'image',
        samples: { dtype: 'uint8', shape: [counts.reduce((a, b) => a + b, 0), 2, 2, 1] },
        classes: counts.map((count, at) => ({ name: `c${at}`, count })),
        columns: null,
      }) as unknown as DatasetDescriptor;
    expect(dataWarnings(of(99, 901), null, null)).toEqual([]);
    expect(dataWarnings(of(90, 0, 900), null, null)).toEqual([
      { code: 'classesUneven', where: '', detail: { largest: 'c2', percent: 91, value: 'c0', count: 90 } },
    ]);
  });
});
