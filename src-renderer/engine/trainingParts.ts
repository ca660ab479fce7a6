import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData, type DatasetBytes, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { StudioError } from '#shared/result.ts';

/** What is trained, whatever trains it. */
export interface TrainingParts {
  readonly check: ModelCheck;
  readonly data: PreparedData;
  /** Id of the loss. */
  readonly loss: string;
  /** Most rows of a training batch. */
  readonly batchSize: number;
}

/** Splits and scales the data and checks the model; throws `modelNotReady` and `noTrainingRows`. */
export function trainingParts(
  experiment: Experiment,
  descriptor: DatasetDescriptor,
  bytes: DatasetBytes,
): TrainingParts {
  const data = prepareData(descriptor, experiment.data, bytes);
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (!check.ok) throw new StudioError('modelNotReady', { problems: check.problems });
  if (data.split.train.length === 0) throw new StudioError('noTrainingRows', { name: descriptor.name });
  return { check, data, loss: experiment.loss, batchSize: experiment.training.batchSize };
}
