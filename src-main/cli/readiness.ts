import { checkOnData } from '#shared/domain/checkOnData.ts';
import { experimentsOf } from '#shared/domain/contenderPlan.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { splitSizes, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { needsValidation } from '#shared/training/needsValidation.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';
import type { Say } from './sentences.ts';

/**
 * Updates each run will make that does not differ in it. Throws StudioError `modelWrong` naming the first layer of any contender that cannot
 * work, and why; or what wants validation rows.
 */
export function plannedSteps(say: Say, experiment: Experiment, descriptor: DatasetDescriptor): number {
  for (const own of experimentsOf(experiment)) checkOwn(say, own, descriptor);
  return stepsPlanned(splitSizes(descriptor, experiment.data).train, experiment.training);
}

function checkOwn(say: Say, experiment: Experiment, descriptor: DatasetDescriptor): void {
  const shape = dataShape(descriptor, experiment.data.target, experiment.data);
  const { rows, problem } = checkOnData(experiment, shape);
  if (problem)
    throw new StudioError('modelWrong', { layer: '–', reason: say(`layerProblems.${problem.code}`, problem.detail) });
  const index = rows.findIndex((row) => row.problem);
  const wrong = rows[index]?.problem;
  if (wrong) {
    const layer = `${index + 1} (${rows[index]?.node.kind})`;
    throw new StudioError('modelWrong', { layer, reason: say(`layerProblems.${wrong.code}`, wrong.detail) });
  }
  const { validation } = splitSizes(descriptor, experiment.data);
  const unmet = validation > 0 ? null : needsValidation(experiment.training);
  if (unmet !== null) throw new StudioError(unmet);
}
