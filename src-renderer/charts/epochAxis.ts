import { stepsPerEpoch, splitSizes } from '#shared/domain/trainingSteps.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Comparison } from '../training/comparison.ts';

/**
 * Updates of one whole epoch, from what is known: a measured whole epoch, the plan, or the data set; null when none of them tells
 * (a run limited to less than an epoch of a data set that is gone).
 */
export function epochLength(comparison: Comparison, dataset: DatasetDescriptor | null): number | null {
  const { experiment } = comparison.record;
  const { epochs, limitSteps, batchSize } = experiment.training;
  const planned = plannedSteps(comparison);
  if (limitSteps === null || planned < limitSteps) return planned / epochs;
  for (const curves of comparison.curves.values()) {
    const [first, second] = curves.epochs;
    if (first && second) return first.step;
  }
  if (dataset && dataset.id === experiment.data.dataset)
    return stepsPerEpoch(splitSizes(dataset, experiment.data).train, batchSize);
  return null;
}

/** The most updates any run of the comparison was to make: where the x axis ends. */
export function plannedSteps(comparison: Comparison): number {
  return Math.max(1, ...comparison.runs.map((run) => run.stepsPlanned));
}
