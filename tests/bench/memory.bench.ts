/**
 * Peak resident memory of importing a large table, for the promise that a file of 1 GB takes less than 300 MB. Run by hand; the file is made and removed:
 *
 *   npx node --disable-warning=ExperimentalWarning tests/bench/memory.bench.ts [megabytes]
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatasetStore } from '#main/datasets/store.ts';
import { generator } from '#shared/random/generator.ts';

const COLUMNS = 20;
const megabytes = Number(process.argv[2] ?? 1000);
const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));

/** Numbers of 2,000 rows, written again and again: what is measured does not depend on them, and drawing a gigabyte takes minutes. */
function writeTable(path: string): void {
  const { uniform } = generator(1, 'bench');
  const file = openSync(path, 'w');
  const cell = (row: number, column: number): string => (200 * uniform(COLUMNS * row + column) - 100).toFixed(4);
  const line = (row: number): string => Array.from({ length: COLUMNS }, (_, at) => cell(row, at)).join();
  const rows = `${Array.from({ length: 2000 }, (_, row) => line(row)).join('\n')}\n`;
  let bytes = writeSync(file, `${Array.from({ length: COLUMNS }, (_, at) => `c${at}`).join()}\n`);
  while (bytes < megabytes * 1e6) bytes += writeSync(file, rows);
  closeSync(file);
}

try {
  const path = join(folder, 'table.csv');
  writeTable(path);
  const store = createDatasetStore({ folder: join(folder, 'store') });
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const startMs = performance.now();
  const set = await store.importFiles([{ path, name: 'table.csv' }]).finally(() => clearInterval(timer));
  const seconds = (performance.now() - startMs) / 1000;
  store.close();
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const size = statSync(path).size;
  console.log(`${(size / 1e6).toFixed(0)} MB, ${set.samples.shape[0]} rows in ${seconds.toFixed(1)} s`);
  console.log(
    `resident: ${mb(before)} before, ${mb(peak)} at most, ${mb(process.resourceUsage().maxRSS * 1024)} by the system's count`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
