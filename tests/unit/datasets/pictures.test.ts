import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { plainTarGz, plainZip, tarOf, zipOf } from './archives.ts';
import { testFolder } from './files.ts';
import { read, trouble } from './read.ts';

const root = await testFolder();
const newFolder = (): Promise<string> => mkdtemp(join(root, 'set-'));

type Rgb = readonly [number, number, number];
const red: Rgb = [200, 10, 20];
const blue: Rgb = [0, 0, 255];

/** A picture of one colour, with another colour in its first (top left) pixel. */
function picture(width: number, height: number, colour: Rgb, corner: Rgb = colour) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) pixels.set(at === 0 ? corner : colour, at * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
const png = (...args: Parameters<typeof picture>): Promise<Buffer> =>
  picture(...args)
    .png()
    .toBuffer();

/** Files by their paths below a new folder. */
async function folderOf(files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const folder = await newFolder();
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

async function readPath(path: string, options: TableOptions = {}) {
  const out = await newFolder();
  const set = await read([{ path, name: basename(path) }], out, options);
  const bytes = async (name: string): Promise<number[]> => [...(await readFile(join(out, name)))];
  return { set, pixels: await bytes('samples.bin'), labels: await bytes('targets.bin') };
}

async function readFileOf(name: string, bytes: Buffer, options: TableOptions = {}) {
  const path = join(await newFolder(), name);
  await writeFile(path, bytes);
  return readPath(path, options);
}

const twoClasses = async () => ({
  'cat/1.png': await png(2, 2, red),
  'cat/2.png': await png(2, 2, red, blue),
  'dog/1.png': await png(2, 2, blue),
});

describe('pictures in class folders', () => {
  it('become bytes, class by class, with the names of the folders', async () => {
    const { set, pixels, labels } = await readPath(await folderOf(await twoClasses()));
    expect(set).toMatchObject({
      kind: 'image',
      samples: { dtype: 'uint8', shape: [3, 2, 2, 3] },
      classes: [
        { name: 'cat', count: 2 },
        { name: 'dog', count: 1 },
      ],
      publishedTest: 0,
      problems: [],
    });
    expect(labels).toEqual([0, 0, 1]);
    const four = (colour: Rgb, corner = colour): number[] => [...corner, ...colour, ...colour, ...colour];
    expect(pixels).toEqual([...four(red), ...four(red, blue), ...four(blue)]);
  });

  it.each(['zip', 'tar.gz'])('are the same from a %s', async (kind) => {
    const files = await twoClasses();
    const folder = await readPath(await folderOf(files));
    const archive = await readFileOf(`set.${kind}`, kind === 'zip' ? plainZip(files) : plainTarGz(files));
    expect(archive.pixels).toEqual(folder.pixels);
    expect(archive.labels).toEqual(folder.labels);
    expect(archive.set.name).toBe('set');
  });

  it('have a test part where a folder says so, which comes last', async () => {
    const { set, labels } = await readPath(
      await folderOf({
        'data/test/b/1.png': await png(2, 2, red),
        'data/train/a/1.png': await png(2, 2, red),
        'data/train/b/1.png': await png(2, 2, red),
        'data/valid/b/2.png': await png(2, 2, red),
      }),
    );
    expect(set).toMatchObject({ publishedTest: 1, samples: { shape: [4, 2, 2, 3] } });
    expect(labels).toEqual([0, 1, 1, 1]);
  });

  it('have number classes in the order of numbers', async () => {
    const one = await png(1, 1, red);
    const { set } = await readPath(await folderOf({ '10/a.png': one, '2/a.png': one, '1/a.png': one }));
    expect(set.classes?.map(({ name }) => name)).toEqual(['1', '2', '10']);
  });

  it('may be PNG, JPEG, WebP, BMP and GIF, of which the first frame counts', async () => {
    const frames = await sharp([await png(4, 4, red), await png(4, 4, blue)], { join: { animated: true } })
      .gif({ effort: 1 })
      .toBuffer();
    const { set, pixels } = await readPath(
      await folderOf({
        'a/1.PNG': await png(4, 4, red),
        'a/2.JPG': await picture(4, 4, red).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
        'a/3.webp': await picture(4, 4, red).webp({ lossless: true }).toBuffer(),
        'a/4.gif': frames,
        'b/5.bmp': bitmap(4, 4, red),
      }),
    );
    expect(set.problems).toEqual([]);
    for (let row = 0; row < 5; row++)
      for (const [channel, value] of red.entries())
        expect(Math.abs(pixels[row * 48 + channel]! - value)).toBeLessThan(4);
  });

  it('are turned upright by their EXIF mark', async () => {
    // Orientation 6: the top left corner of the file is the top right one of the picture.
    const turned = await picture(3, 2, red, blue)
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { set, pixels } = await readPath(await folderOf({ 'a/1.jpg': turned }));
    expect(set.samples.shape).toEqual([1, 3, 2, 3]);
    const [, , cornerBlue] = pixels.slice(3, 6);
    expect(cornerBlue).toBeGreaterThan(120);
    expect(pixels[2]).toBeLessThan(90);
  });

  it('are grey where all are, and keep their values', async () => {
    const grey = await sharp(Buffer.from([0, 7, 128, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toBuffer();
    const { set, pixels } = await readPath(await folderOf({ 'a/1.png': grey, 'b/1.png': grey }));
    expect(set.samples.shape).toEqual([2, 2, 2, 1]);
    expect(pixels.slice(0, 4)).toEqual([0, 7, 128, 255]);
    const rgb = await readPath(await folderOf({ 'a/1.png': grey }), { pictures: { colour: 'rgb' } });
    expect(rgb.pixels).toEqual([0, 0, 0, 7, 7, 7, 128, 128, 128, 255, 255, 255]);
  });

  it.each([
    ['fit', [0, 0, 0]],
    ['crop', red],
    ['stretch', red],
  ] as const)('of other shapes are made to %s', async (fit, corner) => {
    const { set, pixels } = await readPath(await folderOf({ 'a/1.png': await png(40, 10, red) }), {
      pictures: { width: 8, height: 8, fit },
    });
    expect(set.samples.shape).toEqual([1, 8, 8, 3]);
    expect(pixels.slice(0, 3)).toEqual([...corner]);
    expect(pixels.slice(3 * (4 * 8 + 4), 3 * (4 * 8 + 4) + 3)).toEqual([...red]);
  });

  it('of many sizes become 64 × 64, large ones of one size smaller', async () => {
    const mixed = await read(
      [{ path: await folderOf({ 'a/1.png': await png(9, 5, red), 'b/1.png': await png(5, 9, red) }), name: 'm' }],
      null,
    );
    expect(mixed.samples.shape).toEqual([2, 64, 64, 3]);
    expect(mixed.guesses?.map(({ code }) => code)).toEqual(['pictureSizeMixed', 'pictureFitWhole', 'pictureColourRgb']);
    const large = await read([{ path: await folderOf({ 'a/1.png': await png(512, 256, red) }), name: 'l' }], null);
    expect(large.samples.shape).toEqual([1, 64, 128, 3]);
  });

  it('show white where they are transparent', async () => {
    const clear = await sharp({
      create: { width: 1, height: 1, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect((await readPath(await folderOf({ 'a/1.png': clear }))).pixels).toEqual([255]);
  });

  it('that are damaged are left out and named, unless they are many', async () => {
    const good = Object.fromEntries(
      await Promise.all(Array.from({ length: 12 }, async (_, at) => [`a/${at}.png`, await png(2, 2, red)] as const)),
    );
    const { set } = await readPath(
      await folderOf({ ...good, 'b/bad.png': Buffer.from('no picture'), 'notes.txt': 'x' }),
    );
    expect(set.samples.shape[0]).toBe(12);
    expect(set.problems.map(({ code }) => code)).toEqual(['picturesSkipped', 'filesIgnored', 'classesEmpty']);
    const bad = await folderOf({ 'a/1.png': good['a/0.png']!, 'a/2.png': 'no', 'b/1.png': good['a/1.png']! });
    expect(await trouble(readPath(bad))).toMatchObject({
      code: 'picturesBroken',
      detail: { count: 1, total: 3, first: 'a/2.png' },
    });
  });

  it('are not looked for behind links', async () => {
    const folder = await folderOf({ 'a/1.png': await png(2, 2, red) });
    const elsewhere = await folderOf({ '1.png': await png(2, 2, blue) });
    await symlink(elsewhere, join(folder, 'b'));
    await symlink(join(elsewhere, '1.png'), join(folder, 'a', '2.png'));
    expect((await readPath(folder)).set.samples.shape[0]).toBe(1);
  });

  it.each([
    ['no class folders', { '1.png': 'x', '2.png': 'x' }, 'collectionNoClasses'],
    ['only parts', { 'train/1.png': 'x', 'test/1.png': 'x' }, 'collectionNoClasses'],
    ['nothing', {}, 'collectionEmpty'],
    ['nothing readable', { 'a/b.xyz': Buffer.from([0, 1, 2]) }, 'collectionNothing'],
  ])('refuses a folder of %s', async (_, files, code) => {
    expect(await trouble(readPath(await folderOf(files)))).toMatchObject({ code });
  });
});

describe('archives', () => {
  const honest = async () => ({ name: 'a/1.png', bytes: await png(2, 2, red) });

  it('with entries that lie are refused', async () => {
    const one = await honest();
    const zip = (...more: Parameters<typeof zipOf>[0]) => readFileOf('x.zip', zipOf([one, ...more]));
    expect(await trouble(zip({ name: '../evil.png', bytes: one.bytes }))).toMatchObject({ code: 'archivePath' });
    expect(await trouble(zip({ name: '/evil.png', bytes: one.bytes }))).toMatchObject({ code: 'archivePath' });
    expect(await trouble(zip({ name: 'a/2.png', bytes: one.bytes, says: { crc: 1 } }))).toMatchObject({
      code: 'archiveEntry',
    });
    expect(await trouble(zip({ name: 'a/2.png', bytes: one.bytes, says: { unpacked: 5 } }))).toMatchObject({
      code: 'archiveDamaged',
    });
    expect(await trouble(zip({ name: 'a/2.png', bytes: one.bytes, flags: 1 }))).toMatchObject({
      code: 'archiveEncrypted',
    });
    const huge = { name: 'a/2.png', bytes: one.bytes, says: { unpacked: 0xf0000000 } };
    expect(await trouble(zip(huge))).toMatchObject({ code: 'archiveBomb' });
    expect(await trouble(readFileOf('x.zip', zipOf([one]).subarray(0, -30)))).toMatchObject({ code: 'archiveDamaged' });
  });

  it('keep their links to themselves', async () => {
    const one = await honest();
    const link = { name: 'a/2.png', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 };
    expect((await readFileOf('x.zip', zipOf([one, link]))).set.samples.shape[0]).toBe(1);
    const tar = tarOf([one, { name: 'a/2.png', bytes: Buffer.alloc(0), type: '2' }]);
    expect((await readFileOf('x.tar', tar)).set.samples.shape[0]).toBe(1);
  });

  it('of tar are checked by their sums and their end', async () => {
    const tar = tarOf([await honest()]);
    const flipped = Buffer.from(tar);
    flipped[2] = 0x7a;
    expect(await trouble(readFileOf('x.tar', flipped))).toMatchObject({ code: 'archiveDamaged' });
    expect(await trouble(readFileOf('x.tar', tar.subarray(0, 550)))).toMatchObject({ code: 'archiveDamaged' });
    const evil = tarOf([{ name: '../../evil.png', bytes: Buffer.from('x') }]);
    expect(await trouble(readFileOf('x.tar', evil))).toMatchObject({ code: 'archivePath' });
  });

  it('inside archives are not opened', async () => {
    const inner = plainZip({ 'a/1.png': await png(2, 2, red) });
    expect(await trouble(readFileOf('x.zip', plainZip({ 'inner.zip': inner })))).toMatchObject({
      code: 'collectionNothing',
    });
  });

  it('that hold one table are that table', async () => {
    const path = join(await newFolder(), 'weather.csv.zip');
    await writeFile(
      path,
      plainZip({ '__MACOSX/._weather.csv': 'x', 'weather.csv': 'day,rain\n1,2\n2,5\n3,4.5\n', 'README.md': '# x' }),
    );
    const set = await read([{ path, name: 'weather.csv.zip' }], await newFolder());
    expect(set).toMatchObject({ kind: 'table', samples: { shape: [3, 2] }, name: 'weather' });
  });
});

describe('CIFAR', () => {
  const record = (label: readonly number[], value: number): Buffer =>
    Buffer.concat([Buffer.from(label), ...[0, 1, 2].map((channel) => Buffer.alloc(1024, value + channel))]);

  it('reads records, interleaves the channels, takes names and test part from the files', async () => {
    const folder = await folderOf({
      'batches.meta.txt': Array.from({ length: 10 }, (_, at) => `kind ${at}`).join('\n'),
      'data_batch_1.bin': Buffer.concat([record([3], 10), record([9], 20)]),
      'test_batch.bin': record([0], 30),
    });
    const { set, pixels, labels } = await readPath(folder);
    expect(set).toMatchObject({
      kind: 'image',
      name: 'CIFAR-10',
      samples: { shape: [3, 32, 32, 3] },
      publishedTest: 1,
    });
    expect(set.classes?.[9]).toEqual({ name: 'kind 9', count: 1 });
    expect(labels).toEqual([3, 9, 0]);
    expect(pixels.slice(0, 6)).toEqual([10, 11, 12, 10, 11, 12]);
    expect(pixels.slice(2 * 3072, 2 * 3072 + 3)).toEqual([30, 31, 32]);
  });

  it('reads the fine labels of CIFAR-100', async () => {
    const { set, labels } = await readFileOf('train.bin', Buffer.concat([record([19, 99], 1), record([0, 0], 2)]));
    expect(set.classes).toHaveLength(100);
    expect(set.classes?.[0]?.name).toBe('apple');
    expect(labels).toEqual([99, 0]);
  });

  it('refuses a label that cannot be and a file that ends early', async () => {
    const good = Array.from({ length: 30 }, () => record([1], 1));
    expect(await trouble(readFileOf('x.bin', Buffer.concat([...good, record([10], 1)])))).toMatchObject({
      code: 'cifarLabel',
      detail: { row: 31, found: 10, limit: 9 },
    });
    const packed = plainZip({ 'x.bin': Buffer.concat([...good, Buffer.alloc(7)]) });
    expect(await trouble(readFileOf('x.zip', packed))).toMatchObject({ code: 'collectionNothing' });
  });
});

const data = join(import.meta.dirname, '../../../../shared/data');
describe.runIf(existsSync(data))('real pictures', () => {
  it('has the 200 records of CIFAR-10 equal to their PNG pixel by pixel', { timeout: 60_000 }, async () => {
    const binary = await readPath(join(data, 'cifar-10/cifar10_200.bin'));
    const folders = await readPath(join(data, 'cifar-10/png_200'));
    expect(folders.set.classes).toEqual(binary.set.classes);
    // The folders come class by class; the records in the order 1.png … 200.png.
    const names = folders.set.classes!.map(({ name }) => name);
    const order = await import('node:fs').then(({ readdirSync }) =>
      names.flatMap((name) =>
        readdirSync(join(data, 'cifar-10/png_200', name))
          .sort()
          .map((file) => Number.parseInt(file, 10) - 1),
      ),
    );
    order.forEach((record, at) => {
      expect(folders.labels[at]).toBe(binary.labels[record]);
      const sample = (pixels: readonly number[], index: number) =>
        Buffer.from(pixels.slice(index * 3072, (index + 1) * 3072));
      expect(sample(folders.pixels, at).equals(sample(binary.pixels, record))).toBe(true);
    });
  });
});

/** An uncompressed bitmap of 24 bits. */
function bitmap(width: number, height: number, [r, g, b]: Rgb): Buffer {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write('BM');
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) file.set([b, g, r], 54 + row * rowBytes + column * 3);
  return file;
}
