import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatasetStore } from '#main/datasets/store.ts';
import { unpackedBytes } from '#main/datasets/readers/zipDirectory.ts';
import { gzip, pictures, put, testFolder } from './files.ts';
import { cells, read, trouble } from './read.ts';

const folder = await testFolder();

async function readFileOf(name: string, content: string | Buffer) {
  const target = await mkdtemp(join(folder, 'out-'));
  const set = await read(await put(target, { [name]: content }), target);
  return { set, cells: await cells(target) };
}

describe('JSON lines', () => {
  const lines = '{"size":1,"class":"a"}\n{"class":"b","size":2.5,"ok":true}\n\n{"size":null,"class":"a","ok":false}\n';
  it.each<[string, string | Buffer]>([
    ['plain', lines],
    ['CRLF', lines.replaceAll('\n', '\r\n')],
    ['gzip', gzip(Buffer.from(lines))],
    ['a BOM', `\ufeff${lines}`],
  ])('%s', async (_, content) => {
    const { set, cells: found } = await readFileOf('rows.jsonl', content);
    expect(set).toMatchObject({ name: 'rows', target: 'class', samples: { shape: [3, 3] }, reading: null });
    expect(set.columns?.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['size', 'number', 1],
      ['class', 'category', 0],
      ['ok', 'category', 1],
    ]);
    expect(found).toEqual([1, 0, NaN, 2.5, 1, 1, NaN, 0, 0]);
  });

  it('keep lists as texts and numbers as they are', async () => {
    const { set } = await readFileOf(
      'rows.jsonl',
      '{"a":1.234,"b":[1,2]}\n{"a":2.345,"b":{"c":1}}\n{"a":7,"b":[1,2]}\n',
    );
    expect(set.columns?.[0]).toMatchObject({ type: 'number', min: 1.234, max: 7 });
    expect(set.columns?.[1]?.categories).toEqual(['[1,2]', '{"c":1}']);
  });

  it.each<[string, string, number]>([
    ['{"a":1,"b":2}\n{"a":1,\n', 'jsonlLine', 2],
    ['{"a":1,"b":2}\n{"a":1}\n[1,2]\n', 'jsonlLine', 3],
  ])('say where %j is wrong', async (content, code, line) => {
    expect(await trouble(readFileOf('rows.jsonl', content))).toMatchObject({
      code,
      detail: { line, name: 'rows.jsonl' },
    });
  });

  it('need two columns', async () => {
    expect(await trouble(readFileOf('rows.jsonl', '{"a":1}\n{"a":2}\n'))).toMatchObject({ code: 'csvOneColumn' });
  });
});

describe('workbooks', () => {
  const workbook = async (rows: readonly (readonly (string | number | boolean | Date | null)[])[]): Promise<Buffer> =>
    Buffer.from(await writeXlsx({ sheets: [{ name: 'Sheet', rows: rows.map((row) => [...row]) }] }));

  it('are read from their first sheet', async () => {
    const { set, cells: found } = await readFileOf(
      'book.xlsx',
      await workbook([
        ['when', 'size', 'class', 'note'],
        [new Date('2004-03-01T00:00:00Z'), 1.5, 'a', null],
        [],
        [new Date('2004-03-02T12:00:00Z'), null, 'b', 'x'],
        [new Date('2004-03-03T00:00:00Z'), 1e-7, 'a', null],
      ]),
    );
    expect(set).toMatchObject({ name: 'book', target: 'class', samples: { shape: [3, 4] } });
    expect(set.columns?.map(({ type, missing, date }) => [type, missing, date])).toEqual([
      ['number', 0, 'ymd'],
      ['number', 1, undefined],
      ['category', 0, undefined],
      ['category', 2, undefined],
    ]);
    const day = Date.UTC(2004, 2, 1) / 1000;
    expect(found).toEqual([day, 1.5, 0, NaN, day + 129_600, NaN, 1, 0, day + 172_800, 1e-7, 0, NaN]);
  });

  it('may have no header', async () => {
    const { set } = await readFileOf(
      'book.xlsx',
      await workbook([
        [1, 2.5],
        [3, 4.5],
        [5, 6],
      ]),
    );
    expect(set.columns?.map(({ name }) => name)).toEqual(['#1', '#2']);
  });

  it('are refused when damaged', async () => {
    const bytes = await workbook([
      ['a', 'b'],
      [1, 2],
      [3, 4],
    ]);
    const cut = readFileOf('book.xlsx', bytes.subarray(0, bytes.length - 100));
    expect(await trouble(cut)).toMatchObject({ code: 'xlsxDamaged', detail: { name: 'book.xlsx' } });
  });

  it('are refused when their parts claim to be huge', async () => {
    const bytes = await workbook([
      ['a', 'b'],
      [1, 2],
      [3, 4],
    ]);
    expect(unpackedBytes(bytes, () => true)).toBeGreaterThan(1000);
    // The unpacked size of every entry in the directory.
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4))
      bytes.writeUInt32LE(2 ** 31, at + 24);
    expect(await trouble(readFileOf('book.xlsx', bytes))).toMatchObject({ code: 'xlsxLarge' });
  });
});

describe('a look before importing', () => {
  const store = createDatasetStore({ folder: join(folder, 'store') });
  afterAll(() => store.close());
  const content = '5,1;x;01/02/2004\n2,5;y;03/04/2004\n3,5;x;05/06/2004\n';

  it('shows the first rows, what they are and why', async () => {
    const files = await put(folder, { 'look.csv': content });
    const preview = await store.preview(files);
    expect(preview).toMatchObject({
      format: 'csv',
      reading: { delimiter: ';', decimal: ',', header: false },
      columns: [
        { name: '#1', type: 'number' },
        { name: '#2', type: 'category' },
        { name: '#3', type: 'date' },
      ],
      rows: [
        ['5,1', 'x', '01/02/2004'],
        ['2,5', 'y', '03/04/2004'],
        ['3,5', 'x', '05/06/2004'],
      ],
      target: '#2',
    });
    expect(preview.guesses.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'delimiter',
        'quote',
        'decimal',
        'thousands',
        'encoding',
        'header',
        'type',
        'dateOrder',
        'target',
      ]),
    );
  });

  it('follows what the reader says', async () => {
    const files = await put(folder, { 'look.csv': content });
    const preview = await store.preview(files, { header: true, columns: { x: 'leftOut' }, dateOrder: 'mdy' });
    expect(preview).toMatchObject({
      columns: [
        { name: '5,1', type: 'number' },
        { name: 'x', type: 'leftOut' },
        { name: '01/02/2004', type: 'date' },
      ],
    });
    expect(preview.guesses).toContainEqual({
      field: 'header',
      where: '',
      value: 'true',
      code: 'given',
      detail: { example: '5,1, x, 01/02/2004' },
    });
  });

  it('shows rows of a wrong length and leaves the refusal to importing', async () => {
    const files = await put(folder, { 'long.csv': 'a,b\n1,2\n3,4,5\n' });
    expect(await store.preview(files)).toMatchObject({
      kind: 'table',
      rows: [
        ['1', '2'],
        ['3', '4', '5'],
      ],
      trouble: { code: 'csvRowLength', detail: { line: 3, expected: 2, found: 3 } },
    });
    expect(await trouble(store.importFiles(files))).toMatchObject({ code: 'csvRowLength' });
  });

  it('is for tables', async () => {
    const files = await put(folder, { 'a-idx3-ubyte': pictures(2) });
    expect(await trouble(store.preview(files))).toMatchObject({ code: 'notATable' });
  });
});

describe('the same file read in two ways', () => {
  it('makes two sets; read in the same way, or asked for the same target, one', async () => {
    const place = createDatasetStore({ folder: join(folder, 'twice') });
    const files = await put(folder, { 'twice.csv': 'a,b\n1.5,2\n3.5,-1\n5.5,6\n' });
    const first = await place.importFiles(files);
    expect((await place.importFiles(files)).id).toBe(first.id);
    expect((await place.importFiles(files, { table: { target: 'b' } })).id).toBe(first.id);
    const other = await place.importFiles(files, { table: { target: 'a', missing: ['-1'] } });
    expect(other.id).not.toBe(first.id);
    expect(other).toMatchObject({ target: 'a', options: { target: 'a', missing: ['-1'] }, completeRows: 2 });
    expect((await place.importFiles(files, { table: { missing: ['-1'] } })).id).toBe(other.id);
    expect((await place.get(other.id)).guesses?.length).toBeGreaterThan(5);
    place.close();
  });
});
