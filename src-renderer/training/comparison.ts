import type { CheckpointMark } from '#shared/domain/checkpoint.ts';
import type { EpochRecord, ExperimentRecord, RunRecord } from '#shared/domain/run.ts';
import { isAskedFor, series } from '#shared/domain/series.ts';
import { StepSeries } from './stepSeries.ts';

/** The curves of one run, outside Vue's reactivity. */
export interface RunCurves {
  /** Training loss of every update. The other series are kept by the host alone: of a small network they would fill the page's memory. */
  readonly loss: StepSeries;
  readonly epochs: EpochRecord[];
  /** Gradients asked for up to and with every update; absent where it is one per update. */
  evaluations?: StepSeries;
  /** What else somebody looks at now. */
  followed?: FollowedSeries;
}

/** Other series, as long as they are looked at: what came before is asked of the host, what comes is put in as it comes. */
export interface FollowedSeries {
  /** Names, or `a/*` for all that begin so. */
  readonly patterns: readonly string[];
  readonly byName: Map<string, StepSeries>;
  /** True once what came before is there. */
  isWhole: boolean;
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
export function curvesUpTo(curves: RunCurves, checkpoint: CheckpointMark | null): RunCurves {
  const { loss, epochs, evaluations, followed } = curves;
  const { step, epoch } = checkpoint ?? { step: 0, epoch: 1 };
  const cut = (series: ReadonlyMap<string, StepSeries>) =>
    new Map([...series].map(([name, each]) => [name, each.upTo(step)]));
  return {
    loss: loss.upTo(step),
    epochs: epochs.filter((record) => record.epoch < epoch),
    ...(evaluations && { evaluations: evaluations.upTo(step) }),
    ...(followed && { followed: { ...followed, byName: cut(followed.byName) } }),
  };
}

/** The series that curves are made of. */
export const curveSeries: readonly string[] = [series.loss, series.gradientEvaluations];

/** Takes values of a series from update `fromStep` on into the curves; what they are not made of is passed over. */
export function takeSteps(curves: RunCurves, name: string, fromStep: number, values: ArrayLike<number | null>): void {
  if (name === series.loss) curves.loss.put(fromStep, values);
  if (name === series.gradientEvaluations && (curves.evaluations || !isOneEach(fromStep, values)))
    (curves.evaluations ??= countedUpTo(fromStep - 1)).put(fromStep, values);
  if (curves.followed) takeFollowed(curves.followed, name, fromStep, values);
}

/** Takes values of a series that is looked at; others are passed over. */
export function takeFollowed(
  { patterns, byName }: FollowedSeries,
  name: string,
  fromStep: number,
  values: ArrayLike<number | null>,
): void {
  if (!patterns.some((pattern) => isAskedFor(name, pattern))) return;
  const own = byName.get(name) ?? new StepSeries();
  byName.set(name, own);
  own.put(fromStep, values);
}

function isOneEach(fromStep: number, values: ArrayLike<number | null>): boolean {
  return values.length === 0 || values[values.length - 1] === fromStep + values.length - 1;
}

/** One gradient for each of so many updates. */
function countedUpTo(step: number): StepSeries {
  const counted = new StepSeries();
  counted.put(
    1,
    Float64Array.from({ length: step }, (_, i) => i + 1),
  );
  return counted;
}
