/**
 * Time of reading whole sets as a multiple of what the plain tools take for the same bytes, in turns; minima are compared, so that a busy
 * machine does not decide. Run by hand, with the data files beside the repository (see CONTRIBUTING.md):
 *
 *   npx node --disable-warning=ExperimentalWarning tests/bench/sets.bench.ts [rounds]
 *
 * Fashion-MNIST: the four gzip files to a checked, hashed, durable set that is ready to train, against `gzip -dc` of them. Pictures: 12,000
 * JPEGs in class folders, against sharp alone on all cores.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { openCollection } from '#main/datasets/collections/openCollection.ts';
import { probe } from '#main/datasets/readers/probe.ts';
import { createDatasetStore, type InputFile } from '#main/datasets/store.ts';

const data = join(import.meta.dirname, '../../../shared/data');
const rounds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));

interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function timed(work: () => unknown): Promise<Times> {
  const [startMs, start] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(start);
  return { wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 };
}

const best = (all: readonly Times[]): Times => ({
  wallMs: Math.min(...all.map(({ wallMs }) => wallMs)),
  cpuMs: Math.min(...all.map(({ cpuMs }) => cpuMs)),
});

/** Runs both in turns and prints their best times and the ratio of the first to the second, by the clock. */
async function race(title: string, ours: () => unknown, plain: () => unknown): Promise<void> {
  const [mine, theirs]: [Times[], Times[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    theirs.push(await timed(plain));
    mine.push(await timed(ours));
  }
  const [a, b] = [best(mine), best(theirs)];
  // The first import starts its thread and loads the readers; those after it find the thread that a preview, too, leaves behind.
  const first = (mine[0]!.wallMs / b.wallMs).toFixed(2);
  const ms = ({ wallMs, cpuMs }: Times): string => `${wallMs.toFixed(0)} ms (${cpuMs.toFixed(0)} ms of processor)`;
  console.log(
    `${title}: ours ${ms(a)}, plain ${ms(b)}: ${(a.wallMs / b.wallMs).toFixed(2)} × by the clock, the first time ${first} ×`,
  );
}

async function importAnew(files: readonly InputFile[]): Promise<void> {
  const place = mkdtempSync(join(folder, 'store-'));
  const store = createDatasetStore({ folder: place });
  await store.importFiles(files);
  store.close();
  rmSync(place, { recursive: true });
}

async function fashionMnist(): Promise<void> {
  const names = readdirSync(join(data, 'fashion-mnist')).filter((name) => name.endsWith('.gz'));
  const files = names.map((name) => ({ path: join(data, 'fashion-mnist', name), name }));
  await race(
    'Fashion-MNIST to ready to train, gzip -dc',
    () => importAnew(files),
    () => spawnSync('gzip', ['-dc', ...files.map(({ path }) => path)], { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

/** The pictures of the archive as files in class folders. */
async function unpacked(): Promise<string[]> {
  const file = await probe({ path: join(data, 'cifar-10/cifar10_jpg_12000.zip'), name: 'cifar10.zip' });
  const collection = await openCollection(file, 'zip', new AbortController().signal);
  const paths: string[] = [];
  for await (const { entry, content } of collection.contents(({ path }) => /\.jpe?g$/i.test(path))) {
    const path = join(folder, 'pictures', entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    paths.push(path);
  }
  collection.close();
  return paths;
}

/** Every picture read and decoded to its pixels, as many at a time as there are cores, twice over so that none waits for a file. */
async function decodeAll(paths: readonly string[]): Promise<void> {
  sharp.concurrency(1);
  sharp.cache(false);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < paths.length)
      await sharp(await readFile(paths[next++]!))
        .raw()
        .toBuffer();
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, lane));
}

async function pictures(): Promise<void> {
  const paths = await unpacked();
  await race(
    `${paths.length} JPEGs in class folders, sharp alone`,
    () => importAnew([{ path: join(folder, 'pictures'), name: 'pictures' }]),
    () => decodeAll(paths),
  );
}

try {
  await fashionMnist();
  await pictures();
} finally {
  rmSync(folder, { recursive: true });
}
