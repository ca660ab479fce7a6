import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { splitSizes, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';
import type { Say } from './sentences.ts';

/** Updates each run will make. Throws StudioError `modelWrong` naming the first layer that cannot work, and why. */
export function plannedSteps(say: Say, experiment: Experiment, descriptor: DatasetDescriptor): number {
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target);
  const { rows, problem } = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (problem)
    throw new StudioError('modelWrong', { layer: '–', reason: say(`layerProblems.${problem.code}`, problem.detail) });
  const index = rows.findIndex((row) => row.problem);
  const wrong = rows[index]?.problem;
  if (wrong) {
    const layer = `${index + 1} (${rows[index]?.node.kind})`;
    throw new StudioError('modelWrong', { layer, reason: say(`layerProblems.${wrong.code}`, wrong.detail) });
  }
  return stepsPlanned(splitSizes(descriptor, experiment.data).train, experiment.training);
}
