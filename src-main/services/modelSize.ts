import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { checkOnData } from '#shared/domain/checkOnData.ts';
import { experimentOf, experimentsOf } from '#shared/domain/contenderPlan.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';

const FLOAT32_BYTES = 4;

/** The model of an experiment against its data. */
export function modelOf(experiment: Experiment, descriptor: DatasetDescriptor): ModelCheck {
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  return checkModel(experiment.model, inputShape, demand, experiment.loss);
}

/** How long the weights file of a run of this contender must be. */
export function weightBytes(experiment: Experiment, contender: Contender, descriptor: DatasetDescriptor): number {
  return modelOf(experimentOf(experiment, contender), descriptor).parameters * FLOAT32_BYTES;
}

/** Refuses to start what cannot train, whoever asks. Throws `contendersMissing`, `modelNotReady`. */
export function checkStart(experiment: Experiment, descriptor: DatasetDescriptor): void {
  if (experiment.contenders.length === 0) throw new StudioError('contendersMissing', { value: experiment.title });
  for (const own of experimentsOf(experiment)) {
    const { ok, problems } = checkOnData(own, dataShape(descriptor, own.data.target, own.data));
    if (!ok) throw new StudioError('modelNotReady', { count: problems });
  }
}
