import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cpuTimed } from '../../support/cpuTime.ts';
import { gzip, idx, labels, pictures, put, testFolder } from './files.ts';
import { read, trouble } from './read.ts';

const folder = await testFolder();
const newFolder = (): Promise<string> => mkdtemp(join(folder, 'set-'));

type Files = Readonly<Record<string, Buffer>>;

async function readIdx(files: Files) {
  const out = await newFolder();
  const set = await read(await put(out, files), out);
  return { set, samples: await readFile(join(out, 'samples.bin')), targets: await readFile(join(out, 'targets.bin')) };
}

const body = (file: Buffer, dimensions: number): Buffer => file.subarray(4 + 4 * dimensions);
const four: Files = {
  't10k-images-idx3-ubyte': pictures(3, 100),
  't10k-labels-idx1-ubyte': labels(3),
  'train-images-idx3-ubyte': pictures(9),
  'train-labels-idx1-ubyte': labels(9),
};

describe('IDX sets that are read', () => {
  it.each<[string, Files]>([
    ['plain', four],
    ['gzip', Object.fromEntries(Object.entries(four).map(([name, bytes]) => [`${name}.gz`, gzip(bytes)]))],
    ['gzip without the ending', Object.fromEntries(Object.entries(four).map(([name, bytes]) => [name, gzip(bytes)]))],
    [
      'names that say nothing',
      {
        a: four['train-images-idx3-ubyte']!,
        b: four['t10k-labels-idx1-ubyte']!,
        c: four['t10k-images-idx3-ubyte']!,
        d: four['train-labels-idx1-ubyte']!,
      },
    ],
  ])('four files, %s: the test part comes last', async (_, files) => {
    const { set, samples, targets } = await readIdx(files);
    expect(set).toMatchObject({
      kind: 'image',
      task: 'classification',
      known: null,
      samples: { dtype: 'uint8', shape: [12, 4, 3, 1] },
      targets: { dtype: 'uint8', shape: [12] },
      publishedTest: 3,
      classes: ['0', '1', '2'].map((name) => ({ name, count: 4 })),
      problems: [],
    });
    expect(samples).toEqual(Buffer.concat([body(pictures(9), 3), body(pictures(3, 100), 3)]));
    expect([...targets]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  it('two files have no published test part', async () => {
    const { set } = await readIdx({ 'toys-images-idx3-ubyte': pictures(6), 'toys-labels-idx1-ubyte': labels(6) });
    expect(set).toMatchObject({ publishedTest: 0, name: 'toys', samples: { shape: [6, 4, 3, 1] } });
  });

  it('lets the name decide which of two equal parts is the test', async () => {
    const { set, samples } = await readIdx({
      'a-test-images': pictures(3, 100),
      'a-test-labels': labels(3),
      'b-train-images': pictures(3),
      'b-train-labels': idx([3], Uint8Array.of(2, 2, 2)),
    });
    expect(set.publishedTest).toBe(3);
    expect(samples.subarray(0, 36)).toEqual(body(pictures(3), 3));
    expect(set.classes?.map(({ count }) => count)).toEqual([1, 1, 4]);
  });

  it('keeps colour channels', async () => {
    const colour = idx([2, 2, 2, 3], new Uint8Array(24));
    const { set } = await readIdx({ images: colour, labels: idx([2], Uint8Array.of(0, 1)) });
    expect(set.samples.shape).toEqual([2, 2, 2, 3]);
  });

  it('says which classes have no sample', async () => {
    const { set } = await readIdx({ images: pictures(2), labels: idx([2], Uint8Array.of(1, 3)) });
    expect(set.problems).toEqual([{ code: 'classesEmpty', where: '0, 2', detail: { names: '0, 2', count: 2 } }]);
  });
});

/** The gzip trailer holds the check sum in its first four of eight bytes. */
function wrongChecksum(bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  broken[broken.length - 8]! ^= 0xff;
  return broken;
}

describe('IDX sets that are refused', () => {
  const noise = Buffer.from(Uint8Array.from({ length: 120_000 }, (_, at) => ((at * 7919) % 251) ^ (at >> 3)));
  const large = gzip(idx([1000, 12, 10], noise));
  it.each<[string, Files, string, object]>([
    [
      'pictures cut',
      { a: pictures(4).subarray(0, 40), b: labels(4) },
      'idxTruncated',
      { name: 'a', expected: 64, found: 40 },
    ],
    [
      'labels cut',
      { a: pictures(4), b: labels(4).subarray(0, 10) },
      'idxTruncated',
      { name: 'b', expected: 12, found: 10 },
    ],
    [
      'a head cut',
      { a: pictures(4).subarray(0, 9), b: labels(4) },
      'idxTruncated',
      { name: 'a', expected: 16, found: 9 },
    ],
    [
      'bytes too many',
      { a: Buffer.concat([pictures(4), Buffer.of(1)]), b: labels(4) },
      'idxTrailing',
      { name: 'a', expected: 64 },
    ],
    ['gzip cut', { a: large.subarray(0, 20_000), b: labels(1000) }, 'gzipTruncated', { name: 'a' }],
    [
      'gzip cut far behind its beginning',
      { a: large.subarray(0, -20), b: labels(1000) },
      'gzipTruncated',
      { name: 'a' },
    ],
    ['a wrong check sum', { a: wrongChecksum(large), b: labels(1000) }, 'gzipDamaged', { name: 'a' }],
    [
      'a wrong magic number',
      { 'train-images-idx3-ubyte': Buffer.from('\0\x01\x08\x03rest of it', 'latin1') },
      'idxMagic',
      { found: '0x00010803' },
    ],
    ['a wrong magic number among IDX files', { a: Buffer.of(9, 9, 9, 1, 0), b: labels(4) }, 'idxMagic', { name: 'a' }],
    ['floats', { a: idx([1, 1, 1], new Uint8Array(4), 0x0d), b: labels(1) }, 'idxType', { name: 'a', type: 'float32' }],
    ['two dimensions', { a: idx([2, 2], new Uint8Array(4)), b: labels(2) }, 'idxDimensions', { found: 2 }],
    ['two channels', { a: idx([1, 1, 1, 2], new Uint8Array(2)), b: labels(1) }, 'idxChannels', { found: 2 }],
    ['no samples', { a: idx([0, 4, 3], new Uint8Array(0)), b: labels(1) }, 'idxNoSamples', { shape: '0 × 4 × 3' }],
    [
      'huge numbers',
      { a: idx([0xffffffff, 0xffffffff, 28], new Uint8Array(9)), b: labels(1) },
      'idxTooLarge',
      { name: 'a' },
    ],
    ['labels missing', { a: pictures(4) }, 'idxNoLabels', { name: 'a' }],
    ['two files of pictures', { a: pictures(4), b: pictures(5) }, 'idxNoLabels', { name: 'a' }],
    ['pictures missing', { b: labels(4) }, 'idxNoImages', { name: 'b' }],
    ['fewer pictures than labels', { a: pictures(4), b: labels(4), c: labels(5) }, 'idxNoImages', { name: 'c' }],
    [
      'counts that differ',
      { a: pictures(4), b: labels(5) },
      'idxCountMismatch',
      { images: 'a', imageCount: 4, labels: 'b', labelCount: 5 },
    ],
    [
      'sizes that differ',
      { a: pictures(4), b: labels(4), c: idx([2, 3, 3], new Uint8Array(18)), d: labels(2) },
      'idxShapes',
      { firstShape: '4 × 3', secondShape: '3 × 3' },
    ],
    [
      'six files',
      { a: pictures(1), b: pictures(2), c: pictures(3), d: labels(1), e: labels(2), f: labels(3) },
      'idxManyFiles',
      { count: 6 },
    ],
    ['the same file twice', { a: pictures(4), b: pictures(4), c: labels(4) }, 'fileTwice', { first: 'a', second: 'b' }],
    [
      'a table among pictures',
      { a: pictures(4), 'b.csv': Buffer.from('a,b\n1,2\n') },
      'importMixed',
      { first: 'a', second: 'b.csv' },
    ],
    ['a Keras model', { 'model.h5': Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') }, 'formatHdf5', { name: 'model.h5' }],
  ])('%s', async (_, files, code, detail) => {
    const found = await trouble(read(await put(await newFolder(), files), null));
    expect(found.code).toBe(code);
    expect(found.detail).toMatchObject(detail);
  });

  it('stops a gzip bomb at the first byte too many', async () => {
    const bomb = gzip(Buffer.concat([pictures(4), Buffer.alloc(64 << 20)]));
    const files = await put(await newFolder(), { a: bomb, b: labels(4) });
    const { value, cpuMs } = await cpuTimed(() => trouble(read(files, null)));
    expect(value).toMatchObject({ code: 'idxTrailing' });
    expect(cpuMs).toBeLessThan(2000);
  });
});
