import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import en from '#resources/locales/en.json' with { type: 'json' };
import { readDescriptor } from '#main/datasets/descriptorFile.ts';
import { createDatasetStore } from '#main/datasets/store.ts';
import { generator } from '#shared/random/generator.ts';
import { StudioError } from '#shared/result.ts';
import { cpuTimed } from '../../support/cpuTime.ts';
import { testFolder } from './files.ts';
import { read } from './read.ts';

const MUTATIONS = 5000;
/** Of processor time: whether a machine stalls says nothing about a reader. One that waits for ever meets the limit of the test. */
const SLOWEST_CPU_MS = 2000;
const folder = await testFolder();

const quoted =
  'name,"how much",when,class\r\n"Smith, ""J""",1.5,2004-03-01,a\r\n"two\nlines",,2004-03-02,b\r\nx,3e2,,a\r\n';
const fixtures: readonly Buffer[] = [
  Buffer.from('size,weight,class\n1,2.5,a\n3,,b\n-4.25,NA,a\n1e3,7,b\n'),
  Buffer.from(quoted),
  Buffer.from('a;b;c\n1,5;1.234,5;x\n2,5;7;y\n-200;8,25;x\n-200;9;y\n'),
  Buffer.from('0.1 18.00  2.31\n12.7  0.00 7.07\n 0.3 18.50 2.00\n'),
  Buffer.from('a\tb\tc\n$1.50\t50%\t01/02/2004\n$2\t-\t31/12/2004\n'),
  Buffer.from("'40-49','x','15-19'\n'50-59','y','0-4'\n'40-49','x','15-19'\n"),
  Buffer.from(`\ufeff${quoted}`, 'utf16le'),
  Buffer.from('Größe;y\n1;ä\n2;ö\n', 'latin1'),
  Buffer.from('{"a":1,"b":"x"}\n{"a":2.5,"b":"y","c":[1]}\n{"a":null,"b":"x"}\n'),
  Buffer.from(
    await writeXlsx({
      sheets: [
        {
          name: 'S',
          rows: [
            ['a', 'when'],
            [1, new Date(0)],
            [2.5, new Date(1e12)],
            ['x', null],
          ],
        },
      ],
    }),
  ),
];
const insertions = [
  '\0',
  '"',
  "'",
  ',',
  ';',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '=cmd|calc!A1',
  '=1+1',
  '@SUM(A1)',
  '+1+cmd|A0',
  '-2+3+cmd|A0',
  '\t=1+1',
  '\r=1+1',
  '\ufeff',
  '\ud7ff',
  '-',
  '999999999999999999999',
  '1e999',
  ' ',
  '""',
  '{',
  '}',
];

type Random = () => number;

/** One change of the bytes; several in a row make a mutation. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const at = upTo(bytes.length + 1);
  const end = Math.min(bytes.length, at + upTo(40));
  const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (upTo(14)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, Buffer.from(middle.map((byte) => byte ^ (1 << upTo(8)))), after]);
    case 3:
      return Buffer.concat([before, ...Array<Buffer>(upTo(60)).fill(middle), after]);
    case 4:
      return Buffer.concat([before, Buffer.alloc(middle.length), after]);
    case 5:
      // Huge cells are rare: they take longest.
      return Buffer.concat([before, Buffer.alloc(random() < 0.02 ? 1_500_000 : 300, 0x78), after]);
    default:
      return Buffer.concat([before, Buffer.from(insertions[upTo(insertions.length)]!), middle, after]);
  }
}

function mutated(number: number): Buffer {
  const { uniform } = generator(number, 'mutations');
  let drawn = 0;
  const random = (): number => uniform(drawn++);
  let bytes = fixtures[number % fixtures.length]!;
  for (let left = 1 + (number % 3); left > 0; left--) bytes = mutate(bytes, random);
  return bytes;
}

const sentences: Readonly<Record<string, string>> = en.errors;

describe('files that are broken in every way', () => {
  it(`never crash or hang a reader: ${MUTATIONS} mutations`, { timeout: 300_000 }, async () => {
    const out = join(folder, 'out');
    const path = join(folder, 'input');
    await mkdir(out);
    const codes = new Map<string, number>();
    for (let number = 0; number < MUTATIONS; number++) {
      await writeFile(path, mutated(number));
      // Making a file durable is what takes long; one table of 41 is written, of every fixture some.
      const { value: code, cpuMs } = await cpuTimed(() => outcome(path, number % 41 === 0 ? out : null, number));
      expect(cpuMs, `mutation ${number}`).toBeLessThan(SLOWEST_CPU_MS);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(readdirSync(folder).sort()).toEqual(['input', 'out']);
    // The mutations reach both ends: tables that can still be read, and many different troubles.
    expect(codes.get('read')).toBeGreaterThan(MUTATIONS / 5);
    expect(codes.size).toBeGreaterThan(12);
  });

  it('leave no half-made data set', { timeout: 120_000 }, async () => {
    const place = join(folder, 'store');
    const store = createDatasetStore({ folder: place });
    for (let number = 0; number < 12; number++) {
      const path = join(folder, `input-${number}`);
      await writeFile(path, mutated(number * 401));
      await store.importFiles([{ path, name: `mutation ${number}.csv` }]).catch((error: unknown) => {
        if (!(error instanceof StudioError)) throw error;
      });
      await rm(path);
    }
    const sets = readdirSync(place).filter((name) => !name.startsWith('.'));
    expect(sets.length).toBeGreaterThan(0);
    for (const set of sets) await readDescriptor(join(place, set), set);
    const aside = readdirSync(place).filter((name) => name.startsWith('.work-'));
    expect(aside.flatMap((name) => readdirSync(join(place, name)))).toEqual([]);
    store.close();
  });
});

/** 'read', with whole files, or the code of a trouble that has a sentence; anything else is thrown. */
async function outcome(path: string, out: string | null, number: number): Promise<string> {
  const samples = join(out ?? folder, 'samples.bin');
  try {
    const set = await read([{ path, name: 'table.csv' }], out);
    const [rows = 0, columns = 0] = set.samples.shape;
    // A long cell may turn a table into texts, which have bytes in place of columns.
    const bytes = set.samples.bytes ?? 8 * rows * columns;
    if (out !== null) expect((await stat(samples)).size, `mutation ${number}`).toBe(bytes);
    expect(set.kind === 'text' ? 0 : set.columns?.length, `mutation ${number}`).toBe(columns);
    return 'read';
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    expect(sentences[error.code], `${error.code} of mutation ${number}`).toBeDefined();
    return error.code;
  } finally {
    if (existsSync(samples)) await rm(samples);
  }
}
