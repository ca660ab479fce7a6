import { embedding } from '../layers/embedding.ts';
import type { DataShape } from '../preprocessing/dataShape.ts';
import { refitContenders } from './contenderFit.ts';
import type { DatasetDescriptor } from './dataset.ts';
import { checkDraft, draftShape } from './draftCheck.ts';
import { setReconstruct, setStack } from './draftEdits.ts';
import type { Experiment } from './experiment.ts';
import type { ModelCheck } from './modelCheck.ts';
import { fromTemplate, usualTemplate, type ModelTemplate, type TemplateRequest } from './modelTemplates.ts';
import { repairAll, type FitStep } from './repairAll.ts';

/** What makes a model that was made for other data fit these, in one step. */
export type Fit =
  | {
      readonly by: 'repairs';
      readonly experiment: Experiment;
      readonly steps: readonly FitStep[];
      /** Names of contenders whose own layers change. */
      readonly contenders: readonly string[];
    }
  | {
      readonly by: 'template';
      readonly experiment: Experiment;
      readonly template: ModelTemplate;
      /** Why the layers cannot stay: there are none, they cannot read such samples, or they take numbers of words for amounts. */
      readonly reason: 'empty' | 'unreadable' | 'amounts';
    };

/**
 * The experiment with its model fitted to the data: by the repairs that its problems offer, as long as no layer has to go, else by the usual
 * template of such data. Null where it fits already, where the data themselves are not ready, or where what is wrong has nothing to do with them.
 */
export function fitToData(experiment: Experiment, dataset: DatasetDescriptor): Fit | null {
  const shape = answeredShape(experiment, dataset);
  if (!shape) return null;
  const reason = whyTemplate(experiment, dataset, shape);
  if (reason) return fromUsualTemplate(experiment, shape, reason);
  const fitted = repairAll(experiment, dataset);
  if (!fitted) return null;
  const { contenders, changed } = refitContenders(experiment, fitted.experiment, dataset);
  if (fitted.steps.length === 0 && changed.length === 0) return null;
  return { by: 'repairs', ...fitted, experiment: { ...fitted.experiment, contenders }, contenders: changed };
}

/** What a template is fitted to: the data's own answer, whatever the stack that it replaces was for; null where the data are not ready. */
export function templateRequest(experiment: Experiment, dataset: DatasetDescriptor): TemplateRequest | null {
  const shape = answeredShape(experiment, dataset);
  return shape && { ...shape, loss: experiment.loss };
}

function answeredShape(experiment: Experiment, dataset: DatasetDescriptor): DataShape | null {
  const shape = draftShape(setReconstruct(false)(experiment), dataset);
  return shape.ok && !shape.value.inputShape.includes(0) && shape.value.demand.units > 0 ? shape.value : null;
}

function whyTemplate(experiment: Experiment, dataset: DatasetDescriptor, shape: DataShape) {
  const { layers } = experiment.model;
  if (layers.length === 0) return 'empty';
  const check = checkDraft(experiment, dataset);
  if (!check || isUnreadable(check)) return 'unreadable';
  const isTokens = shape.vocabulary !== undefined || shape.codes !== undefined;
  return isTokens && !layers.some(({ kind }) => kind === embedding.kind) ? 'amounts' : null;
}

/** True where a layer would have to go before anything has learnt from the data: it is for samples of another kind. */
function isUnreadable({ rows }: ModelCheck): boolean {
  const at = rows.findIndex((row) => row.problem);
  const learns = rows.slice(0, Math.max(0, at)).some((row) => row.weights.length > 0);
  return rows[at]?.problem?.repair?.act === 'remove' && !learns;
}

function fromUsualTemplate(experiment: Experiment, shape: DataShape, reason: 'empty' | 'unreadable' | 'amounts'): Fit {
  const template = usualTemplate(shape);
  const replaced = setStack(fromTemplate(template, { ...shape, loss: experiment.loss }))(experiment);
  const { contenders } = refitContenders(experiment, replaced, null);
  return { by: 'template', experiment: { ...replaced, contenders }, template, reason };
}
