import { shallowReactive, watch, type Ref } from 'vue';
import type { ExperimentSummary } from '#shared/domain/run.ts';
import { rankedQuantity, standings, type RunResult } from '#shared/statistics/standings.ts';
import { verdict, type Sentence } from '#shared/statistics/verdict.ts';
import { finalStatuses } from '#shared/domain/run.ts';
import { useHost } from '../host.ts';

/** What a list shows of an experiment without opening it: the epochs of its runs and the finding. */
export interface ExperimentResult {
  readonly fingerprint: string;
  readonly runs: readonly (RunResult & { readonly id: string })[];
  /** Null while nothing was measured. */
  readonly headline: Sentence | null;
}

/** Reads the points of the given experiments, one run after another, and again when their runs have changed. */
export function useResults(experiments: Ref<readonly ExperimentSummary[]>): ReadonlyMap<string, ExperimentResult> {
  const { studio } = useHost();
  const results = shallowReactive(new Map<string, ExperimentResult>());

  async function read(experiment: ExperimentSummary): Promise<void> {
    const fingerprint = fingerprintOf(experiment);
    if (results.get(experiment.id)?.fingerprint === fingerprint) return;
    const runs: (RunResult & { id: string })[] = [];
    for (const run of experiment.runs) {
      const points = await studio.call('runs.points', { run: run.id, series: [] });
      if (!points.ok) return;
      const { id, contender, seed, status, reason } = run;
      runs.push({ id, contender: contender.name, seed, status, reason, epochs: points.value.epochs });
    }
    results.set(experiment.id, { fingerprint, runs, headline: headlineOf(experiment, runs) });
  }

  watch(
    experiments,
    async (list) => {
      for (const experiment of list) await read(experiment);
    },
    { immediate: true },
  );
  return results;
}

/** Changes when a run ended, began or was deleted, not with every point. */
function fingerprintOf(experiment: ExperimentSummary): string {
  return experiment.runs.map((run) => `${run.id} ${run.status}`).join('\n');
}

function headlineOf({ runs, epochs }: ExperimentSummary, results: readonly RunResult[]): Sentence | null {
  const ended = runs.every((run) => finalStatuses.includes(run.status));
  const table = standings(results, rankedQuantity(results, hasValidation(results), 'loss'));
  if (table.rows.length === 0 && table.diverged.length === 0) return null;
  const seedsPlanned = new Set(runs.map((run) => run.seed)).size;
  return verdict({ standings: table, runs: results, seedsPlanned, ended, epochsPlanned: epochs }).headline;
}

function hasValidation(results: readonly RunResult[]): boolean {
  return results.some((run) => run.epochs.some((epoch) => epoch.valLoss !== null));
}
