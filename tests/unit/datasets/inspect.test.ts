import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '#main/datasets/inspect.ts';
import { createDatasetStore } from '#main/datasets/store.ts';
import { labels, pictures, put, testFolder } from './files.ts';
import { trouble } from './read.ts';

const root = await testFolder();
const newFolder = (): Promise<string> => mkdtemp(join(root, 'in-'));

describe('inspect', () => {
  it('reads a folder of IDX files as one set', async () => {
    const folder = await newFolder();
    await put(folder, {
      a: pictures(9),
      b: labels(9),
      c: pictures(3, 100),
      d: labels(3),
      '.DS_Store': Buffer.from('x'),
    });
    expect(await inspect([folder])).toEqual({
      format: 'idx',
      kind: 'image',
      samples: 12,
      shape: [4, 3, 1],
      classes: ['0', '1', '2'].map((name) => ({ name, count: 4 })),
      columns: null,
      problems: [],
    });
  });

  it('gives the shape of pictures without labels', async () => {
    const [file] = await put(await newFolder(), { 'images-idx3-ubyte': pictures(9) });
    expect(await inspect([file!.path])).toMatchObject({
      format: 'idx',
      kind: 'image',
      samples: 9,
      shape: [4, 3, 1],
      classes: null,
      problems: [{ code: 'idxNoLabels', where: 'images-idx3-ubyte' }],
    });
  });

  it('reads a table', async () => {
    const [file] = await put(await newFolder(), { 't.csv': 'x,class\n1,a\n?,b\n' });
    expect(await inspect([file!.path])).toEqual({
      format: 'csv',
      kind: 'table',
      samples: 2,
      shape: [2],
      classes: [
        { name: 'a', count: 1 },
        { name: 'b', count: 1 },
      ],
      columns: [
        { name: 'x', type: 'number', missing: 1, min: 1, max: 1, mean: 1 },
        { name: 'class', type: 'category', missing: 0, min: null, max: null, mean: null },
      ],
      rows: 2,
      target: 'class',
      reading: {
        delimiter: ',',
        encoding: 'utf-8',
        quote: '"',
        decimalComma: false,
        decimal: '.',
        thousands: '',
        header: true,
        missing: ['?'],
      },
      guesses: expect.arrayContaining([
        { field: 'target', where: '', value: 'class', code: 'targetName', detail: { value: 'class' } },
      ]),
      problems: [],
    });
  });

  it('says in which line a table is wrong', async () => {
    const [file] = await put(await newFolder(), { 't.csv': 'x,class\n1,a\n2\n' });
    expect(await inspect([file!.path])).toMatchObject({
      format: 'csv',
      kind: null,
      samples: 0,
      problems: [{ code: 'csvRowLength', where: 't.csv:3', detail: { line: 3, expected: 2, found: 1 } }],
    });
  });

  it('names a foreign format', async () => {
    const [file] = await put(await newFolder(), { 'x.csv': Buffer.from('%PDF-1.7\n') });
    expect(await inspect([file!.path])).toMatchObject({
      format: 'pdf',
      kind: null,
      problems: [{ code: 'formatUnsupported' }],
    });
  });

  it('reads the folder of a stored set', async () => {
    const folder = await newFolder();
    const store = createDatasetStore({ folder });
    await store.get('circles');
    store.close();
    expect(await inspect([join(folder, 'circles')])).toMatchObject({
      format: 'descent-dataset',
      samples: 1000,
      shape: [3],
    });
  });

  it('has a problem for an empty folder and an error for no path', async () => {
    expect(await inspect([await newFolder()])).toMatchObject({ problems: [{ code: 'collectionEmpty' }] });
    expect(await trouble(inspect([join(root, 'nowhere')]))).toMatchObject({ code: 'fileMissing' });
    expect(await trouble(inspect([]))).toMatchObject({ code: 'importNothing' });
  });
});
