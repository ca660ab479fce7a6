import { targetCount, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Batch } from '../executor.ts';
import { aligned, type Arena } from './arena.ts';
import type { ArenaScope } from './arenaScope.ts';
import type { Masks } from './plan.ts';

/** Rows in the kernels' memory. */
export interface CpuBatch extends Batch {
  readonly x: number;
  readonly targets: number;
  readonly masks: Masks;
}

/** Bytes of so many rows with their targets. */
export function batchBytes(data: PreparedData, rows: number): number {
  return aligned(4 * rows * data.sampleSize) + aligned(4 * targetCount(data, rows));
}

/** Writes these rows to `address`, targets behind the samples; returns the address of the targets. */
export function writeRows(data: PreparedData, arena: Arena, address: number, rows: Uint32Array): number {
  const values = rows.length * data.sampleSize;
  const targets = address + aligned(4 * values);
  data.gather(rows, arena.floats(address, values));
  data.gatherTargets(rows, arena.floats(targets, targetCount(data, rows.length)));
  return targets;
}

/** These rows in a block of their own, given back when the batch is disposed. */
export function loadRows(
  data: PreparedData,
  scope: ArenaScope,
  rows: Uint32Array,
  masks: Masks,
  masksUsed: Batch['masksUsed'],
): CpuBatch {
  const x = scope.take(batchBytes(data, rows.length));
  const targets = writeRows(data, scope.arena, x, rows);
  let isHeld = true;
  const dispose = (): void => {
    if (isHeld) scope.release(x);
    isHeld = false;
  };
  return { x, targets, masks, masksUsed, rows: rows.length, dispose };
}
