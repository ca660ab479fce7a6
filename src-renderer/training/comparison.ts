import type { CheckpointMark } from '#shared/domain/checkpoint.ts';
import type { EpochRecord, ExperimentRecord, RunRecord } from '#shared/domain/run.ts';

/** One per-update series of a run: `values[i]` belongs to update i + 1. Grows while training; never reactive, never thinned. */
export type StepSeries = (number | null)[];

/** The curves of one run, outside Vue's reactivity. */
export interface RunCurves {
  /** By series name; `loss` is the training loss of every update. */
  readonly steps: Map<string, StepSeries>;
  readonly epochs: EpochRecord[];
}

/** All runs of one experiment, looked at together: live or read back. */
export interface Comparison {
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
  /** By run id. */
  readonly curves: ReadonlyMap<string, RunCurves>;
}

export function emptyCurves(): RunCurves {
  return { steps: new Map(), epochs: [] };
}

/** A copy of the curves as they were at a checkpoint; null: at the start. */
export function curvesUpTo({ steps, epochs }: RunCurves, checkpoint: CheckpointMark | null): RunCurves {
  const { step, epoch } = checkpoint ?? { step: 0, epoch: 1 };
  return {
    steps: new Map([...steps].map(([series, values]) => [series, values.slice(0, step)])),
    epochs: epochs.filter((record) => record.epoch < epoch),
  };
}
