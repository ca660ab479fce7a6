import { describe, expect, it } from 'vitest';
import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { columnBars, numberCorrelations } from '../../../src-renderer/components/data/columnFacts.ts';
import { wordCounter } from '../../../src-renderer/components/data/textLengths.ts';
import { columnsMayChange, withOptions } from '#shared/domain/tableOptionEdits.ts';
import { marksOf } from '../../../src-renderer/components/data/wizard/readingFields.ts';

const column = (name: string, more: Partial<ColumnInfo> = {}): ColumnInfo => ({
  name,
  type: 'number',
  missing: 0,
  categories: null,
  distinct: 3,
  integer: false,
  min: 0,
  max: 1,
  mean: 0.5,
  ...more,
});
const columns = [
  column('x'),
  column('kind', { type: 'category', categories: ['a', 'b', 'c'] }),
  column('y'),
  column('day', { date: 'ymd' }),
];
const descriptor = { columns } as unknown as DatasetDescriptor;
const cells = Float64Array.from([0, 1, 4, 10, 2, 1, 3, 20, 4, NaN, 2, 30, 6, 2, 1, 40]);
const preview = { kind: 'table', cells, rows: 4, prepared: null } as const;

describe('statistics of a table', () => {
  it('counts numbers by size and categories by frequency', () => {
    const [x, kind] = columnBars(descriptor, preview);
    expect(x).toMatchObject({ counts: [1, 0, 1, 0, 1, 0, 1], low: 0, high: 6, missing: 0 });
    expect(kind).toMatchObject({ counts: [2, 1, 0], most: 'b', hidden: 0, missing: 1 });
  });

  it('correlates columns of numbers, the target first, without dates', () => {
    expect(numberCorrelations(descriptor, 'y', preview)).toEqual({
      columns: [2, 0],
      values: [
        [1, -1],
        [-1, 1],
      ],
    });
    expect(
      numberCorrelations({ columns: columns.slice(0, 2) } as unknown as DatasetDescriptor, 'x', preview),
    ).toBeNull();
  });
});

describe('lengths of texts', () => {
  it('are counted however the bytes are cut', () => {
    const bytes = new TextEncoder().encode('one two\0drei für\0\0last one here\0');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const counter = wordCounter();
      counter.take(bytes.subarray(0, cut));
      counter.take(bytes.subarray(cut));
      expect(counter.lengths).toEqual([2, 2, 0, 3]);
    }
  });
});

describe('the options of the wizard', () => {
  it('are taken back by undefined', () => {
    expect(withOptions({ delimiter: ';', target: 'a' }, { target: undefined, decimal: ',' })).toEqual({
      delimiter: ';',
      decimal: ',',
    });
  });

  it('know which of them give the columns other names', () => {
    expect([{ header: false }, { decimal: ',' } as const].map(columnsMayChange)).toEqual([true, false]);
  });

  it('take marks of missing values from one line', () => {
    expect(marksOf(' NA, ?,, -200 , NA')).toEqual(['NA', '?', '-200']);
  });
});
