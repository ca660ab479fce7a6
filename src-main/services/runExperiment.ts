import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { ExperimentStore } from './experimentStore.ts';
import type { RunStore } from './runStore.ts';

/** The experiment of a run as its contender trained it, with what that changes. Throws `runUnknown`. */
export function experimentOfRun(
  run: string,
  { runs, experiments }: { readonly runs: RunStore; readonly experiments: ExperimentStore },
): { readonly experiment: Experiment; readonly contender: Contender } {
  const { experimentId, contender } = runs.get(run);
  return { experiment: experimentOf(experiments.get(experimentId).record.experiment, contender), contender };
}
