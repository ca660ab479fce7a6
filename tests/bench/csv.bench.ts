/**
 * Time of reading a table of 20 columns of numbers, from the file to samples.bin with its statistics, as a multiple of what the fastest CSV
 * library takes to give the same rows as texts. Run by hand:
 *
 *   npm install --no-save udsv papaparse
 *   npx node --disable-warning=ExperimentalWarning tests/bench/csv.bench.ts [megabytes] [rounds]
 *
 * Libraries that are not installed are left out. Rounds alternate and minima are compared, so that a busy machine does not decide.
 */
import { createReadStream, mkdtempSync, openSync, closeSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { csvReader } from '#main/datasets/readers/csv.ts';
import { probe } from '#main/datasets/readers/probe.ts';
import { silentWatch } from '#main/datasets/watch.ts';
import { generator } from '#shared/random/generator.ts';

const COLUMNS = 20;
const [megabytes, rounds] = [Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 5)];
const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));

type Contender = (path: string) => Promise<number>;

/** Whole numbers and fractions of four digits, or as many digits as a double has. */
function writeTable(path: string, digits: 'short' | 'long'): void {
  const { uniform } = generator(1, 'bench');
  const file = openSync(path, 'w');
  let drawn = 0;
  const cell = (column: number): string => {
    const value = uniform(drawn++);
    if (digits === 'long') return String(10 * value);
    return column % 4 === 0 ? String(Math.floor(1000 * value)) : (200 * value - 100).toFixed(4);
  };
  let bytes = writeSync(file, `${Array.from({ length: COLUMNS }, (_, at) => `c${at}`).join()}\n`);
  while (bytes < megabytes * 1e6) {
    const rows = Array.from({ length: 1000 }, () => Array.from({ length: COLUMNS }, (_, at) => cell(at)).join());
    bytes += writeSync(file, `${rows.join('\n')}\n`);
  }
  closeSync(file);
}

const ours: Contender = async (path) => {
  const out = mkdtempSync(join(folder, 'out-'));
  const file = await probe({ path, name: 'table.csv' });
  const set = await csvReader.read({ files: [{ ...file, sha256: '' }], folder: out, watch: silentWatch() });
  rmSync(out, { recursive: true });
  return set.samples.shape[0] ?? 0;
};

const csvParse: Contender = async (path) => {
  let rows = -1;
  for await (const record of createReadStream(path).pipe(parse())) rows += Array.isArray(record) ? 1 : 0;
  return rows;
};

interface Udsv {
  inferSchema(text: string): unknown;
  initParser(schema: unknown): {
    readonly stringArrs: unknown;
    chunk(text: string, kind: unknown, take: (rows: readonly unknown[]) => void): void;
    end(): void;
  };
}
interface Papa {
  parse(
    stream: unknown,
    options: {
      chunk: (result: { data: readonly unknown[] }) => void;
      complete: () => void;
      error: (reason: unknown) => void;
    },
  ): void;
}

const udsv = ({ inferSchema, initParser }: Udsv): Contender => {
  return async (path) => {
    let parser: ReturnType<Udsv['initParser']> | null = null;
    let rows = 0;
    for await (const text of createReadStream(path, { highWaterMark: 1 << 18, encoding: 'utf8' })) {
      parser ??= initParser(inferSchema(String(text)));
      parser.chunk(String(text), parser.stringArrs, (some) => (rows += some.length));
    }
    parser?.end();
    return rows;
  };
};

const papaparse = (papa: Papa): Contender => {
  return (path) =>
    new Promise((resolve, reject) => {
      let rows = -1;
      const stream = createReadStream(path, { highWaterMark: 1 << 18 });
      papa.parse(stream, {
        chunk: ({ data }) => (rows += data.length),
        complete: () => resolve(rows),
        error: reject,
      });
    });
};

async function installed<T>(name: string): Promise<T | null> {
  try {
    const module: { default?: T } & T = await import(name);
    return module.default ?? module;
  } catch {
    console.log(`${name} is not installed and left out.`);
    return null;
  }
}

async function contenders(): Promise<Map<string, Contender>> {
  const all = new Map<string, Contender>([['ours', ours]]);
  const [fast, papa] = [await installed<Udsv>('udsv'), await installed<Papa>('papaparse')];
  if (fast) all.set('udsv', udsv(fast));
  if (papa) all.set('papaparse', papaparse(papa));
  // Several times slower than the others: asked only where it is alone.
  if (!fast && !papa) all.set('csv-parse', csvParse);
  return all;
}

async function race(digits: 'short' | 'long'): Promise<void> {
  const path = join(folder, `${digits}.csv`);
  writeTable(path, digits);
  const size = statSync(path).size / 1e6;
  const best = new Map<string, { wallMs: number; cpuMs: number }>();
  const all = await contenders();
  for (let round = 0; round < rounds; round++)
    for (const [name, read] of all) {
      const [startMs, startCpu] = [performance.now(), process.cpuUsage()];
      await read(path);
      const wallMs = performance.now() - startMs;
      const { user, system } = process.cpuUsage(startCpu);
      const before = best.get(name) ?? { wallMs: Infinity, cpuMs: Infinity };
      best.set(name, {
        wallMs: Math.min(before.wallMs, wallMs),
        cpuMs: Math.min(before.cpuMs, (user + system) / 1000),
      });
    }
  for (const [name, { wallMs, cpuMs }] of best)
    console.log(
      `${digits} ${name.padEnd(10)} ${wallMs.toFixed(0)} ms (${cpuMs.toFixed(0)} ms of processor), ${((1000 * size) / wallMs).toFixed(0)} MB/s`,
    );
  const others = [...best].filter(([name]) => name !== 'ours').map(([, times]) => times);
  const ratio = (key: 'wallMs' | 'cpuMs'): string =>
    (best.get('ours')![key] / Math.min(...others.map((times) => times[key]))).toFixed(2);
  console.log(`${digits}: ${ratio('wallMs')} × the fastest by the clock, ${ratio('cpuMs')} × by processor time\n`);
}

try {
  await race('short');
  await race('long');
} finally {
  rmSync(folder, { recursive: true });
}
