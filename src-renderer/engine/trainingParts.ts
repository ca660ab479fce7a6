import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { KeptWeights } from '#shared/domain/keptStart.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { startPlaces, type StartPlaces } from '#shared/initializers/initialWeights.ts';
import { canTrainOnCpu } from './cpu/canTrain.ts';
import { solverProblem, solves } from '#shared/training/solving.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData, targetCount, type DatasetBytes, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { StudioError } from '#shared/result.ts';
import { wantsCounts } from '#shared/losses/index.ts';
import type { ParamValues } from '#shared/domain/params.ts';

/** What is trained, whatever trains it. */
export interface TrainingParts {
  readonly check: ModelCheck;
  readonly data: PreparedData;
  /** Id of the loss. */
  readonly loss: string;
  /** What differs from its defaults. */
  readonly lossParams?: ParamValues;
  /** Most rows of a training batch. */
  readonly batchSize: number;
  /** Where the weights stand in the model of all contenders; absent: this is it. */
  readonly places?: StartPlaces;
  /** Files that layers begin with; absent: none does. */
  readonly kept?: KeptWeights;
  /** True where only solvers train: on the CPU engine, in passes over all rows. */
  readonly solves?: boolean;
}

/** Rows of one pass of a solver: its means are over all rows, whatever fits into memory at once. */
const SOLVER_ROWS = 4096;

/**
 * Splits and scales the data and checks the model; throws `modelNotReady` and `noTrainingRows`, and for solvers among `contenders` what keeps
 * them from training. `differsFrom` is the model of all contenders where this one is a contender's own.
 */
export function trainingParts(
  experiment: Experiment,
  descriptor: DatasetDescriptor,
  bytes: DatasetBytes,
  differsFrom?: LayerGraph,
  contenders: readonly Contender[] = [],
): TrainingParts {
  const data = prepareData(descriptor, experiment.data, bytes, !wantsCounts(experiment.loss));
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (!check.ok) throw new StudioError('modelNotReady', { problems: check.problems });
  if (data.split.train.length === 0) throw new StudioError('noTrainingRows', { name: descriptor.name });
  const { loss, lossParams = {}, training } = experiment;
  if (wantsCounts(loss)) checkCounts(data, experiment.data.target);
  const places = differsFrom && startPlaces(checkModel(differsFrom, inputShape, demand, experiment.loss));
  const known = { check, data, loss, lossParams, ...(places && { places }) };
  if (!contenders.some(solves)) return { ...known, batchSize: training.batchSize };
  checkSolvers(contenders, check, data.split.train.length, canTrainOnCpu(check));
  return { ...known, batchSize: Math.min(training.batchSize, SOLVER_ROWS), solves: true };
}

/**
 * Whether these solvers can train the model on so many rows; `isOnCpu`: the CPU engine has all its layers. Throws `solverLayer`,
 * `solverParameters`, `solverRows` or `solverOnCpuOnly`.
 */
export function checkSolvers(
  contenders: readonly Contender[],
  check: ModelCheck,
  rows: number,
  isOnCpu: boolean,
): void {
  for (const contender of contenders) {
    const problem = solverProblem(contender, check, rows);
    if (problem) throw new StudioError(problem.code, problem.detail);
  }
  if (!isOnCpu) throw new StudioError('solverOnCpuOnly', { name: contenders[0]!.name });
}

/** A count below 0 has no probability; throws `targetNegative`. */
function checkCounts(data: PreparedData, column: string | null): void {
  const { train, validation } = data.split;
  for (const rows of [train, validation]) {
    const targets = new Float32Array(targetCount(data, rows.length));
    data.gatherTargets(rows, targets);
    const negative = targets.find((value) => value < 0);
    if (negative !== undefined) throw new StudioError('targetNegative', { name: column ?? '–', value: negative });
  }
}
