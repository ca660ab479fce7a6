import type { LayerRepair } from '../layers/kind.ts';
import { originOf } from './blocks.ts';
import type { DatasetDescriptor } from './dataset.ts';
import { checkDraft } from './draftCheck.ts';
import { repairEdit } from './draftEdits.ts';
import type { Experiment } from './experiment.ts';
import type { ModelCheck } from './modelCheck.ts';

/** A repair, and the id of the row it is for; empty where it concerns the loss. */
export interface FitStep {
  readonly layer: string;
  readonly repair: LayerRepair;
}

/** More than any model needs; what the repairs never end is not offered. */
const MOST_REPAIRS = 60;

/** Takes the first repair that is offered until the model works; null where none is offered, or a layer would have to go. */
export function repairAll(
  experiment: Experiment,
  dataset: DatasetDescriptor,
): { readonly experiment: Experiment; readonly steps: readonly FitStep[] } | null {
  const steps: FitStep[] = [];
  for (let round = 0; round < MOST_REPAIRS; round++) {
    const check = checkDraft(experiment, dataset);
    if (check?.ok) return { experiment, steps };
    const step = check && firstRepair(check);
    const repaired =
      step && step.repair.act !== 'remove' ? repairEdit(step.layer, step.repair)(experiment) : experiment;
    if (!step || repaired === experiment) return null;
    steps.push(step);
    experiment = repaired;
  }
  return null;
}

/** What is offered first: the repair of the model as a whole, else that of the first row with a problem. */
export function firstRepair({ problem, rows }: ModelCheck): FitStep | null {
  if (problem) return problem.repair && { layer: '', repair: problem.repair };
  const row = rows.find((candidate) => candidate.problem);
  return row?.problem?.repair ? { layer: originOf(row.node.id).id, repair: row.problem.repair } : null;
}
