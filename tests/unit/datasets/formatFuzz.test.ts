import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import en from '#resources/locales/en.json' with { type: 'json' };
import { generator } from '#shared/random/generator.ts';
import { StudioError } from '#shared/result.ts';
import { cpuTimed } from '../../support/cpuTime.ts';
import { plainTarGz, plainZip, tarOf, zipOf } from './archives.ts';
import { idx, npyOf, testFolder } from './files.ts';
import { read } from './read.ts';

/** With the 5,000 broken tables of csvFuzz.test.ts: 20,000. */
const MUTATIONS = 15_000;
/** Of processor time: whether a machine stalls says nothing about a reader. One that waits for ever meets the limit of the test. */
const SLOWEST_CPU_MS = 2000;
/** So many are read at once: most of the time is waiting for the disk. */
const LANES = 6;
const lanes = Array.from({ length: LANES }, (_, lane) => lane);
const root = await testFolder();
/** Whatever an archive calls its files, nothing may appear beside the input and the folder of the import. */
const place = join(root, 'place');
for (const lane of lanes) await mkdir(join(place, `${lane}`, 'out'), { recursive: true });

const png = await sharp(Buffer.alloc(27, 90), { raw: { width: 3, height: 3, channels: 3 } })
  .png()
  .toBuffer();
const jpeg = await sharp(png).jpeg().toBuffer();
const pictures = { 'a/1.png': png, 'a/2.jpg': jpeg, 'b/1.png': png };
const texts = { 'train/pos/1_9.txt': 'good film', 'train/neg/1_2.txt': 'bad film', 'test/pos/2_8.txt': 'fine' };
const table = 'a,b\n1,x\n2,y\n3,x\n';
const record = Buffer.concat([Buffer.from([3]), Buffer.alloc(3072, 7)]);
const floats = npyOf('<f4', [4, 3], Buffer.alloc(48));
const zeros = Buffer.alloc(1 << 20);

/** Small files of every format, honest and hostile ones; all but the tables, which csvFuzz.test.ts has. */
const fixtures: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['pictures.zip', plainZip(pictures)],
  ['pictures.tar.gz', plainTarGz(pictures)],
  ['pictures.tar', tarOf(Object.entries(pictures).map(([name, bytes]) => ({ name, bytes })))],
  ['texts.zip', plainZip(texts)],
  ['texts.tar.gz', plainTarGz(texts)],
  ['table.zip', plainZip({ 'table.csv': table, 'readme.md': 'read' })],
  ['table.csv.gz', gzipSync(table)],
  ['images-idx3-ubyte', idx([2, 3, 3], Buffer.alloc(18, 5))],
  ['images-idx3-ubyte.gz', gzipSync(idx([2, 3, 3], Buffer.alloc(18, 5)))],
  ['batch.bin', Buffer.concat([record, record])],
  ['batch.tar.gz', plainTarGz({ 'cifar/data_batch_1.bin': record, 'cifar/batches.meta.txt': 'a\nb\n' })],
  ['x.npy', floats],
  ['x.npz', plainZip({ 'x.npy': floats, 'y.npy': npyOf('|u1', [4], Buffer.from([0, 1, 0, 1])) })],
  ['slip.zip', plainZip({ '../../slip/1.png': png, 'a/1.png': png, 'b\\..\\..\\1.png': png })],
  ['absolute.zip', plainZip({ '/tmp/slip-of-a-test/1.png': png, 'C:\\slip\\1.png': png, 'a/1.png': png })],
  ['nul.zip', plainZip({ 'a/1\0.png': png, 'b/1.png': png })],
  [
    'slip.tar',
    tarOf([
      { name: '../../slip/1.png', bytes: png },
      { name: 'a/1.png', bytes: png },
    ]),
  ],
  [
    'links.tar',
    tarOf([
      { name: 'a/1.png', bytes: Buffer.alloc(0), type: '2' },
      { name: 'b/1.png', bytes: png },
    ]),
  ],
  [
    'links.zip',
    zipOf([
      { name: 'a/1.png', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'b/1.png', bytes: png },
    ]),
  ],
  ['nested.zip', plainZip({ 'inner.zip': plainZip({ 'innermost.zip': plainZip(pictures) }) })],
  ['bomb.zip', plainZip({ 'table.csv': Buffer.alloc(1 << 15, '1,2\n') })],
  ['bomb.gz', gzipSync(gzipSync(zeros))],
  [
    'liar.zip',
    zipOf([
      { name: 'a/1.png', bytes: png, says: { unpacked: 0xffffffff } },
      { name: 'b/1.png', bytes: png, says: { crc: 1 } },
    ]),
  ],
];

/** Numbers that headers do not expect. */
const numbers = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const words = [
  '../',
  '..\\',
  '/',
  '\0',
  '=1+1',
  '%2e%2e/',
  'PK\x03\x04',
  '\x1f\x8b',
  '{',
  "'shape': (9999999999,",
  ')',
  '\n',
];

type Random = () => number;

/** One change of the bytes: cut, remove, flip, repeat, zero, a huge number, a word. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  // Headers stand at the beginning and, of a zip, at the end: half of the changes are made there.
  const at = random() < 0.5 ? upTo(bytes.length) : random() < 0.5 ? upTo(64) : bytes.length - upTo(120);
  const start = Math.max(0, Math.min(bytes.length, at));
  const end = Math.min(bytes.length, start + 1 + upTo(24));
  const [before, middle, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
  const inserted = (text: string): Buffer => Buffer.from(text, 'latin1');
  switch (upTo(8)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, Buffer.from(middle.map((byte) => byte ^ (1 << upTo(8)))), after]);
    case 3:
      return Buffer.concat([before, ...Array<Buffer>(1 + upTo(60)).fill(middle), after]);
    case 4:
      return Buffer.concat([before, Buffer.alloc(middle.length), after]);
    case 5:
      return Buffer.concat([before, number(numbers[upTo(numbers.length)]!, random() < 0.5), bytes.subarray(start + 4)]);
    case 6: {
      const word = inserted(words[upTo(words.length)]!);
      return Buffer.concat([before, word, bytes.subarray(start + word.length)]);
    }
    default:
      return Buffer.concat([before, inserted(words[upTo(words.length)]!), middle, after]);
  }
}

function number(value: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (isLittle) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** Fixture `at` with one to three changes; the first round leaves it as it is. */
function mutated(at: number): readonly [name: string, bytes: Buffer] {
  const [name, honest] = fixtures[at % fixtures.length]!;
  const { uniform } = generator(at, 'formats');
  let drawn = 0;
  let bytes = honest;
  if (at >= fixtures.length)
    for (let left = 1 + (at % 3); left > 0; left--) bytes = mutate(bytes, () => uniform(drawn++));
  return [name, bytes];
}

const sentences: Readonly<Record<string, string>> = en.errors;

describe('archives and binary files that are broken in every way', () => {
  it(`never crash, hang or write elsewhere: ${MUTATIONS} mutations`, { timeout: 300_000 }, async () => {
    const codes = new Map<string, number>();
    const slow: number[] = [];
    const lane = async (first: number): Promise<void> => {
      for (let at = first; at < MUTATIONS; at += LANES)
        if ((await tryOne(at, join(place, `${first}`))) >= SLOWEST_CPU_MS) slow.push(at);
    };
    const tryOne = async (at: number, folder: string): Promise<number> => {
      const [name, bytes] = mutated(at);
      const path = join(folder, 'input');
      await writeFile(path, bytes);
      // Making files durable takes longest; one set of 41 is written.
      const { value: code, cpuMs } = await cpuTimed(() =>
        outcome({ path, name }, join(folder, 'out'), at % 41 === 0, `mutation ${at} of ${name}`),
      );
      codes.set(code, (codes.get(code) ?? 0) + 1);
      return cpuMs;
    };
    await Promise.all(lanes.map(lane));
    // The other lanes worked meanwhile: what seems slow is read again alone.
    for (const at of slow) expect(await tryOne(at, join(place, '0')), `mutation ${at}`).toBeLessThan(SLOWEST_CPU_MS);
    expect(readdirSync(root)).toEqual(['place']);
    expect(readdirSync(place).sort()).toEqual(lanes.map(String));
    for (const lane of lanes) expect(readdirSync(join(place, `${lane}`)).sort()).toEqual(['input', 'out']);
    expect(existsSync('/tmp/slip-of-a-test')).toBe(false);
    // The mutations reach both ends: sets that can still be read, and many different troubles.
    expect(codes.get('read')).toBeGreaterThan(MUTATIONS / 25);
    expect(codes.size).toBeGreaterThan(20);
  });
});

/** 'read', with whole files, or the code of a trouble that has a sentence; anything else is thrown. */
async function outcome(
  file: { path: string; name: string },
  out: string,
  isWritten: boolean,
  what: string,
): Promise<string> {
  try {
    const set = await read([file], isWritten ? out : null);
    if (isWritten) await expectWhole(set.samples, join(out, 'samples.bin'), what);
    if (isWritten && set.targets) await expectWhole(set.targets, join(out, 'targets.bin'), what);
    return 'read';
  } catch (error) {
    if (!(error instanceof StudioError)) throw new Error(what, { cause: error });
    expect(sentences[error.code], `${error.code} of ${what}`).toBeDefined();
    return error.code;
  } finally {
    if (isWritten) for (const name of readdirSync(out)) await rm(join(out, name));
  }
}

async function expectWhole(
  part: { dtype: string; shape: readonly number[]; bytes?: number },
  path: string,
  what: string,
) {
  const bytes = part.bytes ?? part.shape.reduce((a, b) => a * b, part.dtype === 'float64' ? 8 : 1);
  expect((await stat(path)).size, what).toBe(bytes);
}
