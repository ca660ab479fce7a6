import { aligned } from './arena.ts';
import { batchBytes, writeRows } from './batch.ts';
import type { CpuSetup } from './run.ts';

/** A part of the training rows in the kernels' memory. */
export interface Part {
  readonly x: number;
  readonly targets: number;
  readonly rows: number;
  /** Its rows as a share of all. */
  readonly share: number;
  /** Number of its first row. */
  readonly first: number;
}

/** Where the rows of an executor lie, once a solver has asked for them; parts that do not fit together take turns. */
const places = new WeakMap<CpuSetup, number>();

/** All training rows in their fixed order, in parts that the plan has room for. What a part holds is there until the next one comes. */
export function* allRows(setup: CpuSetup): Generator<Part, void> {
  const { data, batchRows, scope } = setup;
  const { train } = data.split;
  const isWhole = train.length <= batchRows;
  const known = places.get(setup);
  const x = known ?? scope.take(batchBytes(data, Math.min(batchRows, train.length)));
  places.set(setup, x);
  for (let first = 0; first < train.length; first += batchRows) {
    const rows = train.subarray(first, first + batchRows);
    const isThere = isWhole && known !== undefined;
    const targets = isThere ? x + aligned(4 * rows.length * data.sampleSize) : writeRows(data, scope.arena, x, rows);
    yield { x, targets, rows: rows.length, share: rows.length / train.length, first };
  }
}
