import type { ResumedRun } from '#shared/contract.ts';
import { isResumable, type RunRecord } from '#shared/domain/run.ts';
import { StudioError } from '#shared/result.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { ExperimentStore, StartedExperiment } from './experimentStore.ts';
import type { RunStore } from './runStore.ts';

export interface Resumption {
  /**
   * Lets the runs of an experiment that were cut off (or those of these ids) go on from their newest whole checkpoint. Throws
   * `nothingToResume`, `runNotResumable`, `experimentUnknown`.
   */
  resume(
    experiment: string,
    wanted?: readonly string[],
  ): Promise<StartedExperiment & { readonly resumed: readonly ResumedRun[] }>;
  /** The same with runs of this host that still train. */
  rewind(ids: readonly string[]): Promise<{ readonly resumed: readonly ResumedRun[] }>;
}

export interface ResumptionParts {
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly checkpoints: CheckpointStore;
}

export function createResumption({ experiments, runs, checkpoints }: ResumptionParts): Resumption {
  const newest = async ({ id, hasWeights }: RunRecord): Promise<ResumedRun[]> => {
    const checkpoint = await checkpoints.newest(id);
    // Without a checkpoint it can only begin again, and what it has reached is worth more than that.
    return checkpoint === null && hasWeights ? [] : [{ run: id, checkpoint }];
  };

  return {
    async resume(experiment, wanted) {
      const { runs: all } = experiments.get(experiment);
      const candidates = all.filter((run) => isResumable(run) && (wanted?.includes(run.id) ?? true));
      const resumed = (await Promise.all(candidates.map(newest))).flat();
      if (resumed.length === 0) throw new StudioError('nothingToResume', { value: experiment });
      runs.resume(resumed.map(({ run }) => run));
      return { ...experiments.get(experiment), resumed };
    },
    async rewind(ids) {
      const resumed = await Promise.all(
        ids.map(async (run) => ({ run, checkpoint: await checkpoints.newest(runs.writable(run).id) })),
      );
      runs.rewind(ids);
      return { resumed };
    },
  };
}
