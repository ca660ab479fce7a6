import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { createDatasetStore } from '#main/datasets/store.ts';
import { testFolder } from './files.ts';

const ROWS = 120_000;
const COLUMNS = 20;

function* rows(): Generator<string> {
  yield `${Array.from({ length: COLUMNS }, (_, at) => `c${at}`).join()},who\n`;
  for (let row = 0; row < ROWS; row += 1000) {
    let block = '';
    for (let at = row; at < row + 1000; at++) {
      for (let column = 0; column < COLUMNS; column++) block += `${((at * 31 + column * 7) % 9973) / 8},`;
      block += `person number ${at}\n`;
    }
    yield block;
  }
}

it('imports a table much larger than the memory it may use', async () => {
  const folder = await testFolder();
  const path = join(folder, 'large.csv');
  await pipeline(Readable.from(rows()), createWriteStream(path));
  // 19 MB of text become 20 MB of cells: a thread that kept either would end with importMemory.
  const store = createDatasetStore({ folder: join(folder, 'store'), resources: { maxHeapMb: 16 } });
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const set = await store.importFiles([{ path, name: 'large.csv' }]).finally(() => clearInterval(timer));
  store.close();
  expect(set.samples.shape).toEqual([ROWS, COLUMNS + 1]);
  expect((peak - before) / 2 ** 20).toBeLessThan(150);
});
