import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatasetStore } from '#main/datasets/store.ts';
import { plainZip } from './archives.ts';
import { testFolder } from './files.ts';
import { trouble } from './read.ts';

const folder = await testFolder();
const store = createDatasetStore({ folder: join(folder, 'sets') });
afterAll(() => store.close());

const grey = (level: number): Promise<Buffer> =>
  sharp(Buffer.alloc(4, level), { raw: { width: 2, height: 2, channels: 1 } })
    .png()
    .toBuffer();
const pictures = { black: await grey(0), middle: await grey(100), white: await grey(255) };

/** Writes files below the folder of the test and names what is to be dropped. */
async function drop(files: Readonly<Record<string, Buffer | string>>, dropped: readonly string[]) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return dropped.map((path) => ({ path: join(folder, path), name: basename(path) }));
}

describe('several folders dropped at once', () => {
  it('are the classes, in whatever order they came, and one picture stands by its class', async () => {
    const files = { 'a/night/1.png': pictures.black, 'a/day/1.png': pictures.white, 'a/day/2.png': pictures.middle };
    const inputs = await drop(files, ['a/night', 'a/day']);
    expect(await store.preview(inputs)).toMatchObject({ kind: 'image', samples: 3 });
    const set = await store.importFiles(inputs);
    expect(set).toMatchObject({
      name: 'day, night',
      classes: [
        { name: 'day', count: 2 },
        { name: 'night', count: 1 },
      ],
    });
    const [pixels, labels] = await Promise.all(
      (['samples', 'targets'] as const).map(async (part) => readFile((await store.partFile(set.id, part)).path)),
    );
    expect([...labels!]).toEqual([0, 0, 1]);
    expect([pixels![0], pixels![4], pixels![8]]).toEqual([255, 100, 0]);
    expect(await store.importFiles(inputs.toReversed())).toEqual(set);
  });

  it('are the parts where they are called train and test, in archives too', async () => {
    const train = plainZip({ 'cat/1.png': pictures.black, 'dog/1.png': pictures.white });
    const test = plainZip({ 'cat/1.png': pictures.middle });
    const inputs = await drop({ 'b/train.zip': train, 'b/test.zip': test }, ['b/test.zip', 'b/train.zip']);
    expect(await store.importFiles(inputs)).toMatchObject({ publishedTest: 1, samples: { shape: [3, 2, 2, 1] } });
  });

  it('hold texts as well', async () => {
    const inputs = await drop(
      { 'c/pos/1.txt': 'good', 'c/pos/2.txt': 'fine', 'c/neg/1.txt': 'bad', 'c/neg/2.txt': 'poor' },
      ['c/pos', 'c/neg'],
    );
    expect(await store.importFiles(inputs)).toMatchObject({
      kind: 'text',
      classes: [
        { name: 'neg', count: 2 },
        { name: 'pos', count: 2 },
      ],
    });
  });

  it('must have names of their own', async () => {
    const files = { 'd/x/1.png': pictures.black, 'e/x/1.png': pictures.white };
    const inputs = await drop(files, ['d/x', 'e/x']);
    expect(await trouble(store.importFiles(inputs))).toEqual({ code: 'importManySets', detail: { name: 'x' } });
  });
});
