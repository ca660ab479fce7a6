import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import type { LiveRun } from './liveRun.ts';
import { MaskChain } from './maskChain.ts';

/** The runs of one seed: they see the same rows in the same order. */
export interface Lane {
  readonly seed: number;
  readonly runs: LiveRun[];
  /** The epoch in which the first of its runs goes on, and the updates it has made. */
  readonly fromEpoch: number;
  readonly fromStep: number;
  order: Uint32Array;
  orderHash: string;
  readonly masks: MaskChain;
  /** Training rows that are measured at every epoch's end. */
  readonly measured: Uint32Array;
}

/**
 * The lane of runs that begin, or go on from these checkpoints (null: from the start), before its first rows are shuffled. Its `orderHash` is that of
 * the checkpoint that is furthest behind; '' where none is.
 */
export function laneFrom(
  seed: number,
  checkpoints: readonly (RunCheckpoint | null)[],
  fromEpoch: number,
  measured: Uint32Array,
): Lane {
  const fromStep = Math.min(...checkpoints.map((checkpoint) => checkpoint?.step ?? 0));
  const first = checkpoints.find((checkpoint) => checkpoint?.step === fromStep);
  const masks = new MaskChain(fromStep, first ? first.maskHash : '');
  const orderHash = first?.orderHash ?? '';
  return { seed, runs: [], fromEpoch, fromStep, order: new Uint32Array(), orderHash, masks, measured };
}

/** False where its runs have all ended, or made update `step` + 1 already. */
export function trainsAt({ fromStep, runs }: Lane, step: number): boolean {
  return step >= fromStep && runs.some(({ ended }) => !ended);
}

/** The rows of batch number `at` of the epoch, from 0; the last one may be short. */
export function batchOf({ order }: Lane, at: number, batchSize: number): Uint32Array {
  return order.subarray(at * batchSize, (at + 1) * batchSize);
}
