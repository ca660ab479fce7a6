import type { LiveRun } from './liveRun.ts';
import type { MaskChain } from './maskChain.ts';

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
