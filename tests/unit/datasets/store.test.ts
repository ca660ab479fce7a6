import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDatasetStore, type DatasetStore, type ImportProgress } from '#main/datasets/store.ts';
import { labels, pictures, put, testFolder } from './files.ts';
import { trouble } from './read.ts';

const root = await testFolder();
const open: DatasetStore[] = [];

async function newStore(options: { maxHeapMb?: number } = {}) {
  const folder = await mkdtemp(join(root, 'store-'));
  const inbox = await mkdtemp(join(root, 'inbox-'));
  const store = createDatasetStore({ folder, resources: options });
  open.push(store);
  return { folder, inbox, store };
}

afterEach(() => open.splice(0).forEach((store) => store.close()));

const visible = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));
/** What lies in the work folder: nothing, between two jobs. */
const aside = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => (name.startsWith('.work-') ? readdirSync(join(folder, name)) : []));

const table = 'x,colour,y\n1,red,0.5\n2,blue,1.5\n3,red,2.5\n4,red,NA\n';
/** Large enough that cancelling meets it in the middle. */
const longTable = `a,b,y\n${'1.5,word,2.5\n0.25,other,3.5\n'.repeat(400_000)}`;

describe('importing', () => {
  it('writes one layout, reports its progress and keeps nothing aside', async () => {
    const { folder, inbox, store } = await newStore();
    const files = await put(inbox, { 'Größen & Farben.csv': table });
    const progress: ImportProgress[] = [];
    const set = await store.importFiles(files, { onProgress: (report) => progress.push(report) });
    expect(set).toMatchObject({
      id: 'gro-en-farben',
      name: 'Größen & Farben',
      origin: 'imported',
      target: 'y',
      split: { train: 4, validation: 0, test: 0 },
      files: [{ name: 'Größen & Farben.csv', bytes: Buffer.byteLength(table) }],
    });
    expect(visible(folder)).toEqual([set.id]);
    expect(readdirSync(join(folder, set.id)).sort()).toEqual(['dataset.json', 'samples.bin']);
    expect(aside(folder)).toEqual([]);
    expect(await store.get(set.id)).toEqual(set);
    expect(progress[0]).toMatchObject({ message: 'jobs.checking', detail: { name: 'Größen & Farben.csv' } });
    expect(progress.every(({ fraction }) => fraction !== null && fraction >= 0 && fraction <= 1)).toBe(true);
  });

  it('offers the parts with their length', async () => {
    const { inbox, store } = await newStore();
    const files = await put(inbox, { images: pictures(6), labels: labels(6) });
    const { id } = await store.importFiles(files, { name: '  My pictures ' });
    expect(id).toBe('my-pictures');
    const samples = await store.partFile(id, 'samples');
    const targets = await store.partFile(id, 'targets');
    expect([samples.bytes, targets.bytes]).toEqual([72, 6]);
    expect(await readFile(samples.path)).toHaveLength(72);
    expect(await trouble(store.partFile('moons', 'targets'))).toMatchObject({ code: 'datasetPartUnknown' });
  });

  it('gives the set that is there when the same files come again', async () => {
    const { folder, inbox, store } = await newStore();
    const files = await put(inbox, { 'a.csv': table });
    const first = await store.importFiles(files, { name: 'First' });
    const again = await put(inbox, { 'b.csv': table });
    expect(await store.importFiles(again, { name: 'Second' })).toEqual(first);
    expect(visible(folder)).toEqual([first.id]);
  });

  it('keeps two sets of the same name apart', async () => {
    const { inbox, store } = await newStore();
    const [a] = await put(inbox, { 'a.csv': table });
    const [b] = await put(inbox, { 'b.csv': `${table}5,red,1\n` });
    const ids = [await store.importFiles([a!], { name: 'Same' }), await store.importFiles([b!], { name: 'Same' })];
    expect(ids.map(({ id }) => id)).toEqual(['same', 'same-2']);
  });

  it('runs two imports at once, of different files and of the same', async () => {
    const { folder, inbox, store } = await newStore();
    const [a, b] = await put(inbox, { 'a.csv': table, 'b.csv': `${table}5,red,1\n` });
    const sets = await Promise.all([store.importFiles([a!]), store.importFiles([b!]), store.importFiles([a!])]);
    expect(new Set(sets.map(({ id }) => id))).toEqual(new Set(['a', 'b']));
    expect(sets[0]).toEqual(sets[2]);
    expect(visible(folder).sort()).toEqual(['a', 'b']);
    expect(aside(folder)).toEqual([]);
  });

  it('never takes the id of a built-in set or a name of Windows devices', async () => {
    const { inbox, store } = await newStore();
    const [a, b] = await put(inbox, { 'moons.csv': table, 'con.csv': `${table}5,red,1\n` });
    expect((await store.importFiles([a!])).id).toBe('moons-2');
    expect((await store.importFiles([b!])).id).toBe('data-con');
  });

  it('names what is wrong, with its values, and leaves nothing', async () => {
    const { folder, inbox, store } = await newStore();
    const bad = await put(inbox, { 'bad.csv': `${table}6,blue\n` });
    expect(await trouble(store.importFiles(bad))).toEqual({
      code: 'csvRowLength',
      detail: { name: 'bad.csv', line: 6, expected: 3, found: 2 },
    });
    const gone = [{ path: join(inbox, 'gone.csv'), name: 'gone.csv' }];
    expect(await trouble(store.importFiles(gone))).toEqual({ code: 'fileMissing', detail: { name: 'gone.csv' } });
    // A folder stands for the files in it.
    expect(await trouble(store.importFiles([{ path: inbox, name: 'inbox' }]))).toMatchObject({ code: 'csvRowLength' });
    expect(await trouble(store.importFiles([]))).toMatchObject({ code: 'importNothing' });
    expect(await trouble(store.importFiles(bad, { name: '  ' }))).toMatchObject({ code: 'datasetNameEmpty' });
    expect([visible(folder), aside(folder)]).toEqual([[], []]);
  });

  it.each(['checking', 'reading'])('can be cancelled while %s and leaves nothing', async (phase) => {
    const { folder, inbox, store } = await newStore();
    const files = await put(inbox, { 'long.csv': longTable });
    const cancel = new AbortController();
    const importing = store.importFiles(files, {
      signal: cancel.signal,
      onProgress: ({ message }) => {
        if (message === `jobs.${phase}`) cancel.abort();
      },
    });
    expect(await trouble(importing)).toMatchObject({ code: 'cancelled' });
    expect([visible(folder), aside(folder)]).toEqual([[], []]);
  });

  it('does not begin when it is cancelled already', async () => {
    const { inbox, store } = await newStore();
    const importing = store.importFiles(await put(inbox, { 'a.csv': table }), { signal: AbortSignal.abort() });
    expect(await trouble(importing)).toMatchObject({ code: 'cancelled' });
  });

  it('ends with a sentence when reading takes more memory than it may', async () => {
    const { folder, inbox, store } = await newStore({ maxHeapMb: 8 });
    const texts = Array.from({ length: 3000 }, (_, at) =>
      Array.from({ length: 60 }, (_, c) => `${at}-${c}-${'x'.repeat(150)}`).join(),
    );
    const header = Array.from({ length: 60 }, (_, c) => `column ${c}`).join();
    const files = await put(inbox, { 'texts.csv': `${header}\n${texts.join('\n')}\n` });
    expect(await trouble(store.importFiles(files))).toMatchObject({ code: 'importMemory' });
    expect([visible(folder), aside(folder)]).toEqual([[], []]);
  });
});

describe('changing', () => {
  it('sets another target, its task and its classes', async () => {
    const { inbox, store } = await newStore();
    const { id, problems } = await store.importFiles(await put(inbox, { 'a.csv': table }));
    expect(problems).toEqual([{ code: 'targetMissing', where: 'y', detail: { value: 'y', count: 1 } }]);
    expect(await store.setTarget(id, 'colour')).toMatchObject({
      target: 'colour',
      task: 'classification',
      classes: [
        { name: 'blue', count: 1 },
        { name: 'red', count: 3 },
      ],
      problems: [],
    });
    expect(await store.setTarget(id, 'x')).toMatchObject({
      task: 'classification',
      classes: ['1', '2', '3', '4'].map((name) => ({ name, count: 1 })),
    });
    expect(await store.setTarget(id, 'y')).toMatchObject({ task: 'regression', classes: null, problems });
    expect((await store.get(id)).target).toBe('y');
    expect(await trouble(store.setTarget(id, 'z'))).toMatchObject({ code: 'columnUnknown' });
  });

  it('refuses a target of too many texts, and of pictures', async () => {
    const { inbox, store } = await newStore();
    const rows = Array.from({ length: 1200 }, (_, at) => `name ${at},${at}.5`).join('\n');
    const { id } = await store.importFiles(await put(inbox, { 'names.csv': `who,y\n${rows}\n` }));
    expect(await trouble(store.setTarget(id, 'who'))).toMatchObject({ code: 'targetManyValues' });
    const images = await store.importFiles(await put(inbox, { images: pictures(6), labels: labels(6) }));
    expect(await trouble(store.setTarget(images.id, 'who'))).toMatchObject({ code: 'targetOfPictures' });
  });

  it('renames, removes, restores and purges', async () => {
    const { folder, inbox, store } = await newStore();
    const files = await put(inbox, { 'a.csv': table });
    const { id } = await store.importFiles(files);
    expect(await store.rename(id, ' Better ')).toMatchObject({ id, name: 'Better' });
    expect(await trouble(store.rename(id, ''))).toMatchObject({ code: 'datasetNameEmpty' });
    expect(await trouble(store.rename(id, 'x'.repeat(121)))).toMatchObject({ code: 'datasetNameLong' });
    await store.remove(id);
    expect(await trouble(store.get(id))).toMatchObject({ code: 'datasetUnknown' });
    expect(await trouble(store.remove(id))).toMatchObject({ code: 'datasetUnknown' });
    await store.restore(id);
    expect((await store.get(id)).name).toBe('Better');
    await store.remove(id);
    // The id of a set in the bin is not given away.
    expect((await store.importFiles(files)).id).toBe(`${id}-2`);
    await store.purgeRemoved();
    expect(await trouble(store.restore(id))).toMatchObject({ code: 'datasetUnknown' });
    expect(visible(folder)).toEqual([`${id}-2`]);
  });

  it('lets built-in sets be neither renamed nor removed', async () => {
    const { store } = await newStore();
    expect(await trouble(store.rename('moons', 'x'))).toMatchObject({ code: 'datasetBuiltin' });
    expect(await trouble(store.remove('moons'))).toMatchObject({ code: 'datasetBuiltin' });
  });
});

describe('built-in sets', () => {
  it('are listed before they are made, and made once', async () => {
    const { folder, store } = await newStore();
    const before = await store.list();
    expect(before.map(({ id }) => id)).toEqual([
      'glyphs',
      'moons',
      'spirals',
      'circles',
      'checkerboard',
      'houses',
      'homes',
      'weather',
      'reviews',
    ]);
    expect(visible(folder)).toEqual([]);
    const [first, second] = await Promise.all([store.get('moons'), store.get('moons')]);
    expect(first).toBe(second);
    expect(await store.get('moons')).toEqual(first);
    expect(await store.list()).toEqual(before);
    expect(visible(folder)).toEqual(['moons']);
  });

  it('are made anew when they are damaged', async () => {
    const { folder, store } = await newStore();
    await store.get('moons');
    await truncate(join(folder, 'moons', 'samples.bin'), 100);
    expect((await store.partFile('moons', 'samples')).bytes).toBe(24_000);
    expect(await readFile(join(folder, 'moons', 'samples.bin'))).toHaveLength(24_000);
  });

  it('keep a chosen target', async () => {
    const { store } = await newStore();
    await store.setTarget('houses', 'district');
    expect(await store.get('houses')).toMatchObject({ target: 'district', task: 'classification' });
    expect((await store.list()).find(({ id }) => id === 'houses')).toMatchObject({
      task: 'classification',
      classes: 5,
    });
  });
});

describe('after a crash', () => {
  it('removes what a dead process left, and leaves a living one alone', async () => {
    const folder = await mkdtemp(join(root, 'crash-'));
    const dead = join(folder, '.work-999999999-abc', 'new-1');
    const living = join(folder, `.work-${process.ppid}-abc`, 'new-1');
    for (const leftover of [dead, living]) {
      await mkdir(leftover, { recursive: true });
      await writeFile(join(leftover, 'samples.bin'), 'half');
    }
    open.push(createDatasetStore({ folder }));
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  });

  it('names a damaged set', async () => {
    const { folder, inbox, store } = await newStore();
    const { id } = await store.importFiles(await put(inbox, { 'a.csv': table }));
    await truncate(join(folder, id, 'samples.bin'), 9);
    expect(await trouble(store.get(id))).toEqual({
      code: 'datasetDamaged',
      detail: { name: 'a', file: 'samples.bin' },
    });
    await writeFile(join(folder, id, 'dataset.json'), '{"format":');
    expect(await trouble(store.get(id))).toMatchObject({ code: 'datasetDamaged', detail: { file: 'dataset.json' } });
  });

  it('gives unknown ids a sentence', async () => {
    const { store } = await newStore();
    expect(await trouble(store.get('nothing'))).toEqual({ code: 'datasetUnknown', detail: { value: 'nothing' } });
  });
});
