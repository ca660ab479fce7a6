import * as v from 'valibot';
import type { FileHandle } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { setDataPlan } from '#shared/domain/draftEdits.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { experimentSchema } from '#shared/domain/experimentSchema.ts';
import { toFailure, unwrap, type ErrorDetail, type Result } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useErrorText, useWords } from '../i18n/index.ts';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useImportWizardStore } from '../stores/importWizard.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useSettingsStore, type FirstStep } from '../stores/settings.ts';
import { useTrainingStore } from '../stores/training.ts';
import { useUiStore } from '../stores/ui.ts';
import { chosenFolder, type FolderSource } from './folderSources.ts';
import { useExperimentTitles } from './useExperimentTitles.ts';
import { useFileChooser } from './useFileChooser.ts';
import { areModelFiles, useLayerFiles } from './useLayerFiles.ts';
import { useStepToast } from './useStepToast.ts';
import { useTitleFollows } from './useTitleFollows.ts';

/** What several screens and the command table do with experiments and files. Every failure ends as one sentence in the toast. */
export function useExperimentActions() {
  const { studio } = useHost();
  const { t, count } = useWords();
  const errorText = useErrorText();
  const { choose } = useFileChooser();
  const titleFollows = useTitleFollows();
  const titleOf = useExperimentTitles();
  const ui = useUiStore();
  const sayStep = useStepToast();
  const draft = useDraftStore();
  const training = useTrainingStore();
  const datasets = useDatasetsStore();
  const settings = useSettingsStore();
  const wizard = useImportWizardStore();

  function showFailure(error: unknown): void {
    const { code, detail } = failureOf(error);
    ui.toast({ message: errorText(code, detail), tone: 'bad' });
  }

  /** Runs an act and shows what went wrong; true when nothing did. */
  async function attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      showFailure(error);
      return false;
    }
  }

  const layerFiles = useLayerFiles(attempt);

  function sayBusy(): void {
    ui.toast({
      message: t('shell.alreadyTraining'),
      tone: 'warn',
      actionLabel: t('shell.showTraining'),
      action: () => ui.go('compare'),
    });
  }

  /** Trains an experiment and shows the race. Another one that still trains is not disturbed. */
  async function train(experiment: Experiment, step?: FirstStep): Promise<void> {
    if (training.isTraining) return void sayBusy();
    ui.go('compare');
    const started = await attempt(() => training.train(experiment, settings.settings.engine));
    if (started && step) await settings.finishStep(step);
  }

  /** Goes on with the runs of a kept experiment that were cut off, and shows them. */
  async function continueTraining(experimentId: string): Promise<void> {
    if (training.isTraining) return void sayBusy();
    if (await attempt(() => training.continueTraining(experimentId, settings.settings.engine))) ui.go('compare');
  }

  async function startRecipe(experiment: Experiment): Promise<void> {
    const sayAside = training.isTraining ? () => {} : putAside(experiment);
    const isOver = train(experiment, 'watch');
    sayAside();
    await isOver;
  }

  function newExperiment(): void {
    const sayAside = putAside({ ...defaultExperiment, title: t('shell.untitled') });
    ui.go('data');
    sayAside();
  }

  /** Another experiment takes the place of the draft. Gives what to say once its page is shown: what somebody worked on can be had back. */
  function putAside(next: Experiment): () => void {
    const { experiment: before, canUndo: isWorkedOn } = draft;
    draft.load(next);
    return () => {
      if (isWorkedOn) sayStep(t('shell.putAside', { title: titleOf(before.title) }), 'info', () => draft.load(before));
    };
  }

  /** Takes an experiment into the draft; the one that was there can be had back from the toast. */
  function useAsDraft(experiment: Experiment, message: string): void {
    const before = draft.experiment;
    draft.load(experiment);
    ui.go('optimizers');
    sayStep(message, 'good', () => draft.load(before));
  }

  async function openExperimentFile(file: File | FileHandle): Promise<void> {
    await attempt(async () => {
      const handle = file instanceof File ? unwrap(await studio.registerFiles([file]))[0] : file;
      if (!handle) return;
      const experiment = unwrap(await studio.call('experiments.open', { file: handle.id }));
      useAsDraft(experiment, t('shell.opened', { title: experiment.title }));
    });
  }

  async function importData(files: readonly (File | FileHandle)[]): Promise<void> {
    if (files.length === 0) return;
    ui.go('data');
    // Where nothing is to be chosen, nothing is asked.
    if ((await wizard.open(files)) === 'plain') await takeData(await datasets.importFiles(wizard.files));
  }

  /** Hands over everything a folder holds and imports it as one set. */
  async function importFolder(folder: FolderSource): Promise<void> {
    ui.go('data');
    const packed = await datasets.pack(folder);
    if (packed) await importData([packed]);
  }

  /** Chooses a set's file again and asks how to read it now; the new set takes the place of the old one. */
  async function importAgain(dataset: DatasetDescriptor): Promise<void> {
    const files = await choose('data');
    if (files.length === 0) return;
    if ((await wizard.open(files, dataset)) === 'plain')
      await takeData(await datasets.importFiles(wizard.files, { name: dataset.name }), dataset);
  }

  /** Imports what the wizard asked about, as it was answered. */
  async function finishImport(): Promise<void> {
    const { files, options, features, replaced } = wizard;
    const name = wizard.name.trim();
    wizard.close(true);
    const id = await datasets.importFiles(files, { table: options, ...(name ? { name } : {}) });
    if (id === null) void datasets.release(files);
    await takeData(id, replaced);
    if (id !== null && Object.keys(features).length > 0) draft.change(setDataPlan(features), t('data.step.treatment'));
  }

  async function downloadData(set: string): Promise<void> {
    await takeData(await datasets.download(set));
  }

  /** A new set becomes the draft's; null: there is none. The one it replaces goes. */
  async function takeData(dataset: string | null, replaced: DatasetDescriptor | null = null): Promise<void> {
    if (!dataset) return;
    const chosen = await draft.setDataset(dataset, '', titleFollows(draft.experiment.data.dataset));
    if (chosen.ok) {
      const samples = chosen.value.samples.shape[0] ?? 0;
      ui.toast({ message: t('data.taken', { name: chosen.value.name, count: count(samples) }, samples), tone: 'good' });
    }
    if (replaced && replaced.id !== dataset) await removeReplaced(replaced);
    await settings.finishStep('data');
  }

  async function removeReplaced({ id, name }: DatasetDescriptor): Promise<void> {
    const removed = await studio.call('datasets.delete', { dataset: id });
    if (!removed.ok) return showFailure(removed);
    await datasets.refresh();
    ui.toast({
      message: t('data.replaced', { name }),
      actionLabel: t('common.undo'),
      action: async () => {
        await studio.call('datasets.restore', { dataset: id });
        await datasets.refresh();
      },
    });
  }

  /** Dropped or opened files: an experiment or a stack of layers is opened, everything else is data. */
  async function takeFiles(files: readonly (File | FileHandle)[]): Promise<void> {
    const [file] = files;
    const name = file?.name.toLowerCase() ?? '';
    if (file && files.length === 1 && name.endsWith('.layers.json')) await layerFiles.openLayersFile(file);
    else if (areModelFiles(files.map((each) => each.name))) await layerFiles.importModelFiles(files);
    else if (file && files.length === 1 && name.endsWith('.json')) await openExperimentFile(file);
    else await importData(files);
  }

  async function chooseExperiment(): Promise<void> {
    const [file] = await choose('experiment');
    if (file) await openExperimentFile(file);
  }

  async function chooseData(): Promise<void> {
    await importData(await choose('data'));
  }

  /** A page learns the files of a chosen folder, Electron the folder. */
  async function chooseFolder(): Promise<void> {
    const chosen = await choose('folder');
    const files = chosen.filter((file) => file instanceof File);
    await (files.length > 0 ? importFolder(chosenFolder(files)) : importData(chosen));
  }

  async function saveExperiment(): Promise<void> {
    await attempt(async () => {
      const saved = unwrap(
        await studio.call('experiments.save', { experiment: v.parse(experimentSchema, draft.experiment) }),
      );
      if (saved) ui.toast({ message: t('shell.saved', { where: saved.where }), tone: 'good' });
    });
  }

  return {
    attempt,
    showFailure,
    train,
    continueTraining,
    startRecipe,
    newExperiment,
    useAsDraft,
    takeFiles,
    importData,
    importFolder,
    importAgain,
    finishImport,
    downloadData,
    chooseExperiment,
    chooseData,
    chooseFolder,
    saveExperiment,
    ...layerFiles,
  };
}

/** A thrown error, or a failed Result handed on, as code and detail. */
function failureOf(error: unknown): { code: string; detail: ErrorDetail } {
  if (isFailure(error)) return error;
  const failure = toFailure(error);
  return failure.ok ? { code: 'unexpected', detail: {} } : failure;
}

function isFailure(error: unknown): error is Extract<Result<never>, { ok: false }> {
  return typeof error === 'object' && error !== null && 'ok' in error && error.ok === false;
}
