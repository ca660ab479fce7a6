import { dataShape, type DataShape } from '../preprocessing/dataShape.ts';
import { toFailure, type ErrorDetail, type Result } from '../result.ts';
import { needsValidation } from '../training/needsValidation.ts';
import { solverProblem, solves } from '../training/solving.ts';
import { originOf } from './blocks.ts';
import { checkOnData } from './checkOnData.ts';
import type { DatasetDescriptor } from './dataset.ts';
import { experimentOf } from './contenderPlan.ts';
import type { Contender, Experiment } from './experiment.ts';
import { positionOf } from './layerEdits.ts';
import type { ModelCheck } from './modelCheck.ts';
import { splitSizes, stepsPlanned } from './trainingSteps.ts';

/** Why Train cannot start, and the page where the reader changes it. `code` is a key under `readiness.` in the locale files, or under `errors.`. */
export type Readiness =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly page: 'data' | 'model' | 'optimizers';
      readonly code: string;
      readonly detail: ErrorDetail;
    };

/** The shapes the experiment's data has for a model, or why it has none. */
export function draftShape(experiment: Experiment, dataset: DatasetDescriptor): Result<DataShape> {
  try {
    return { ok: true, value: dataShape(dataset, experiment.data.target, experiment.data) };
  } catch (error) {
    return toFailure(error);
  }
}

/** Shapes, counts and problems of the experiment's model on its data; null while the data is not known. */
export function checkDraft(experiment: Experiment, dataset: DatasetDescriptor): ModelCheck | null {
  const shape = draftShape(experiment, dataset);
  return shape.ok ? checkOnData(experiment, shape.value) : null;
}

/** Updates each run will make. */
export function draftSteps(experiment: Experiment, dataset: DatasetDescriptor): number {
  return stepsPlanned(splitSizes(dataset, experiment.data).train, experiment.training);
}

/** The first thing that keeps the experiment from training: data, then model, then contenders. */
export function draftReadiness(experiment: Experiment, dataset: DatasetDescriptor | null): Readiness {
  if (!dataset) return { ok: false, page: 'data', code: 'noData', detail: {} };
  return (
    dataReadiness(experiment, dataset) ??
    modelReadiness(experiment, dataset) ??
    planReadiness(experiment, dataset) ??
    contenderReadiness(experiment, dataset)
  );
}

function dataReadiness(experiment: Experiment, dataset: DatasetDescriptor): Readiness | null {
  const shape = draftShape(experiment, dataset);
  if (!shape.ok) {
    const code = shape.code === 'reconstructTexts' ? shape.code : 'noTarget';
    return { ok: false, page: 'data', code, detail: shape.detail };
  }
  const { train } = splitSizes(dataset, experiment.data);
  if (train < 1) return { ok: false, page: 'data', code: 'noTrainingRows', detail: { count: train } };
  const { demand, inputShape } = shape.value;
  if (inputShape.includes(0)) return { ok: false, page: 'data', code: 'noFeatures', detail: {} };
  if (demand.task === 'classification' && demand.units < 2)
    return { ok: false, page: 'data', code: 'oneClass', detail: { count: demand.units } };
  return null;
}

function modelReadiness(experiment: Experiment, dataset: DatasetDescriptor): Readiness | null {
  const check = checkDraft(experiment, dataset);
  if (!check || check.ok) return null;
  const bad = check.rows.find((row) => row.problem);
  const layer = bad ? positionOf(experiment.model, originOf(bad.node.id).id) + 1 : 0;
  if (layer > 0) return { ok: false, page: 'model', code: 'layerProblem', detail: { layer } };
  return {
    ok: false,
    page: 'model',
    code: experiment.model.layers.length === 0 ? 'modelEmpty' : 'lossNotForData',
    detail: {},
  };
}

function planReadiness(experiment: Experiment, dataset: DatasetDescriptor): Readiness | null {
  const code = needsValidation(experiment.training);
  if (code === null || splitSizes(dataset, experiment.data).validation > 0) return null;
  return { ok: false, page: 'data', code, detail: {} };
}

function contenderReadiness(experiment: Experiment, dataset: DatasetDescriptor): Readiness {
  const { contenders } = experiment;
  if (contenders.length === 0) return { ok: false, page: 'optimizers', code: 'noContenders', detail: {} };
  const wrong = contenders.find((contender) => ownTrouble(experiment, contender, dataset));
  if (wrong) return { ok: false, page: 'optimizers', code: 'contenderProblem', detail: { name: wrong.name } };
  for (const contender of contenders.filter(solves)) {
    const trouble = solverReadiness(experiment, contender, dataset);
    if (trouble) return trouble;
  }
  return { ok: true };
}

function solverReadiness(experiment: Experiment, contender: Contender, dataset: DatasetDescriptor): Readiness | null {
  const { model, data } = experimentOf(experiment, contender);
  const check = checkDraft({ ...experiment, model }, dataset);
  const problem = check && solverProblem(contender, check, splitSizes(dataset, data).train);
  if (!problem) return null;
  const { layer } = problem.detail;
  const number = layer === undefined ? {} : { layer: positionOf(model, originOf(String(layer)).id) + 1 };
  return { ok: false, page: 'optimizers', code: problem.code, detail: { ...problem.detail, ...number } };
}

/** True where what a contender has for itself cannot be trained. */
function ownTrouble(experiment: Experiment, contender: Contender, dataset: DatasetDescriptor): boolean {
  if (!contender.changes) return false;
  const own = experimentOf(experiment, contender);
  return modelReadiness(own, dataset) !== null || planReadiness(own, dataset) !== null;
}
