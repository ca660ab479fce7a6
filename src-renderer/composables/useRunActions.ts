import { ref } from 'vue';
import type { ExperimentSummary, RunRecord } from '#shared/domain/run.ts';
import { unwrap } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useWords } from '../i18n/index.ts';
import { useRunsStore } from '../stores/runs.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useTrainingStore } from '../stores/training.ts';
import { useUiStore } from '../stores/ui.ts';
import { useExperimentActions } from './useExperimentActions.ts';

/** What can be done with runs of the history; every end is said in a toast. */
export function useRunActions() {
  const { studio } = useHost();
  const { t, count, number } = useWords();
  const { attempt, showFailure, useAsDraft, continueTraining, beginWithRun } = useExperimentActions();
  const runs = useRunsStore();
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const ui = useUiStore();
  /** The run whose model is being exported. */
  const exporting = ref<string | null>(null);

  /** Shows runs of one or several experiments in one comparison. */
  async function compare(chosen: readonly RunRecord[]): Promise<void> {
    const ids = chosen.map((run) => run.id);
    const experiments = new Set(chosen.map((run) => run.experimentId));
    const [only] = experiments;
    const opened = await attempt(async () => {
      if (experiments.size === 1 && only) await training.open(only, ids);
      else await training.openRuns(ids);
    });
    if (opened) ui.go('compare');
  }

  async function open(experiment: ExperimentSummary): Promise<void> {
    if (await attempt(() => training.open(experiment.id))) ui.go('compare');
  }

  async function duplicate(experiment: ExperimentSummary): Promise<void> {
    await attempt(async () => {
      const { record } = unwrap(await studio.call('experiments.get', { experiment: experiment.id }));
      useAsDraft(record.experiment, t('runs.duplicated', { title: record.experiment.title }));
    });
  }

  async function remove(chosen: readonly RunRecord[]): Promise<void> {
    const ids = chosen.map((run) => run.id);
    const removed = await runs.remove(ids);
    if (!removed.ok) return showFailure(removed);
    ui.toast({
      message: t('runs.deleted', { count: count(ids.length) }, ids.length),
      actionLabel: t('common.undo'),
      action: async () => {
        const restored = await runs.restore(ids);
        if (!restored.ok) showFailure(restored);
      },
    });
  }

  async function exportModel(run: RunRecord): Promise<void> {
    exporting.value = run.id;
    ui.toast({ message: t('runs.exporting', { name: run.contender.name }) });
    await attempt(async () => {
      const model = await training.exportModel(run.id);
      ui.toast({
        message: t('runs.exported', {
          where: model.where,
          samples: count(model.samples),
          deviation: number(model.maxDeviation, 2),
        }),
        tone: 'good',
        ...(studio.host === 'electron' ? { actionLabel: t('runs.reveal'), action: () => reveal(model.export) } : {}),
      });
      await settings.finishStep('export');
    });
    exporting.value = null;
  }

  async function reveal(exported: string): Promise<void> {
    await studio.call('exports.reveal', { export: exported });
  }

  return { compare, open, duplicate, continueTraining, remove, exportModel, exporting, beginWithRun };
}
