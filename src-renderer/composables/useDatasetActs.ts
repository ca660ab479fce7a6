import { ref } from 'vue';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { setTitle } from '#shared/domain/draftEdits.ts';
import type { Result } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useErrorText, useWords } from '../i18n/index.ts';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useUiStore } from '../stores/ui.ts';
import { announce } from './useAnnouncer.ts';
import { useDatasetNames } from './useDatasetNames.ts';
import { useTitleFollows } from './useTitleFollows.ts';

/** What the data page does with sets: choose, set the target, rename, delete with undo. Failures end in the toast. */
export function useDatasetActs() {
  const { studio } = useHost();
  const { t } = useWords();
  const errorText = useErrorText();
  const nameOf = useDatasetNames();
  const titleFollows = useTitleFollows();
  const ui = useUiStore();
  const draft = useDraftStore();
  const datasets = useDatasetsStore();
  /** Id of the set that is being opened; a built-in one is made the first time. */
  const pending = ref<string | null>(null);

  /** True when it went well; else the sentence is shown. */
  function went<T>(result: Result<T>): result is Extract<Result<T>, { ok: true }> {
    if (!result.ok) ui.toast({ message: errorText(result.code, result.detail), tone: 'bad' });
    return result.ok;
  }

  async function choose(id: string): Promise<void> {
    if (id === draft.experiment.data.dataset && !draft.datasetError) return;
    pending.value = id;
    const follow = titleFollows(draft.experiment.data.dataset);
    const result = await draft.setDataset(id, t('data.step.dataset', { name: nameOf(id) }), follow);
    if (pending.value === id) pending.value = null;
    if (went(result)) announce(t('data.chosen', { name: nameOf(result.value.id) }));
  }
  async function setTarget(target: string): Promise<void> {
    went(await draft.setTarget(target, t('data.step.target')));
  }
  async function rename(dataset: DatasetDescriptor, name: string): Promise<void> {
    const isNamedAfter = dataset.id === draft.experiment.data.dataset && draft.experiment.title === dataset.name;
    if (went(await studio.call('datasets.rename', { dataset: dataset.id, name }))) {
      await datasets.refresh();
      if (isNamedAfter) draft.change(setTitle(name), t('shell.titleStep'));
      ui.toast({ message: t('data.renamed', { name }), tone: 'good' });
    }
  }
  async function remove(dataset: DatasetDescriptor): Promise<void> {
    if (!went(await studio.call('datasets.delete', { dataset: dataset.id }))) return;
    await datasets.refresh();
    ui.toast({
      message: t('data.deleted', { name: dataset.name }),
      actionLabel: t('common.undo'),
      action: () => restore(dataset),
    });
  }
  async function restore(dataset: DatasetDescriptor): Promise<void> {
    if (went(await studio.call('datasets.restore', { dataset: dataset.id }))) await datasets.refresh();
  }
  return { pending, choose, setTarget, rename, remove };
}
