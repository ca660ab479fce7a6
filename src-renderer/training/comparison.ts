import type { CheckpointMark } from '#shared/domain/checkpoint.ts';
import type { EpochRecord, ExperimentRecord, RunRecord } from '#shared/domain/run.ts';
import { StepSeries } from './stepSeries.ts';

/** The curves of one run, outside Vue's reactivity. */
export interface RunCurves {
  /** Training loss of every update. The other series are kept by the host alone: of a small network they would fill the page's memory. */
  readonly loss: StepSeries;
  readonly epochs: EpochRecord[];
  /** Gradients asked for up to and with every update; absent where it is one per update. */
  evaluations?: StepSeries;
}

/** All runs of one experiment, looked at together: live or read back. */
export interface Comparison {
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
  /** By run id. */
  readonly curves: ReadonlyMap<string, RunCurves>;
}

export function emptyCurves(): RunCurves {
  return { loss: new StepSeries(), epochs: [] };
}

/** A copy of the curves as they were at a checkpoint; null: at the start. */
export function curvesUpTo({ loss, epochs, evaluations }: RunCurves, checkpoint: CheckpointMark | null): RunCurves {
  const { step, epoch } = checkpoint ?? { step: 0, epoch: 1 };
  return {
    loss: loss.upTo(step),
    epochs: epochs.filter((record) => record.epoch < epoch),
    ...(evaluations && { evaluations: evaluations.upTo(step) }),
  };
}
