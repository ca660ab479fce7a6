import { stepsPerEpoch, splitSizes } from '#shared/domain/trainingSteps.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import type { Comparison } from '../training/comparison.ts';

/**
 * Updates of one whole epoch of a run, from what is known: the plan, a measured whole epoch of a run with the same batches, or the data
 * set; null when none of them tells (a run limited to less than an epoch of a data set that is gone).
 */
export function epochLengthOf(
  run: RunRecord,
  comparison: Comparison,
  dataset: DatasetDescriptor | null,
): number | null {
  const planOf = ({ contender }: RunRecord) => experimentOf(comparison.record.experiment, contender).training;
  const { epochs, limitSteps, batchSize } = planOf(run);
  if (limitSteps === null || run.stepsPlanned < limitSteps) return run.stepsPlanned / epochs;
  for (const other of comparison.runs.filter((each) => planOf(each).batchSize === batchSize)) {
    const [first, second] = comparison.curves.get(other.id)?.epochs ?? [];
    if (first && second) return first.step;
  }
  const { data } = comparison.record.experiment;
  return dataset && dataset.id === data.dataset ? stepsPerEpoch(splitSizes(dataset, data).train, batchSize) : null;
}

/** The most updates any run of the comparison was to make. */
export function plannedSteps(comparison: Comparison): number {
  return Math.max(1, ...comparison.runs.map((run) => run.stepsPlanned));
}
