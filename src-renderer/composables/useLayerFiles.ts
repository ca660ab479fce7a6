import * as v from 'valibot';
import type { FileHandle } from '#shared/contract.ts';
import { setModel } from '#shared/domain/draftEdits.ts';
import { layerGraphSchema } from '#shared/domain/experimentSchema.ts';
import type { ImportedModel } from '#shared/domain/keptStart.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { unwrap } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useUiStore } from '../stores/ui.ts';
import { useFileChooser } from './useFileChooser.ts';
import { useStepToast } from './useStepToast.ts';

/** Runs an act and shows what went wrong. */
type Attempt = (act: () => Promise<void>) => Promise<boolean>;

/** Layer stacks from and to files. */
export function useLayerFiles(attempt: Attempt) {
  const { studio } = useHost();
  const { t } = useWords();
  const { choose } = useFileChooser();
  const draft = useDraftStore();
  const ui = useUiStore();
  const sayStep = useStepToast();

  /** Another stack in place of the draft's, with what is said of it; undo brings that back. */
  function useStack(model: LayerGraph, from: string, message = t('model.files.replaced', { name: from })): void {
    draft.change(setModel(model), t('model.files.opened', { name: from }));
    ui.go('model');
    sayStep(message);
  }

  async function openLayersFile(file: File | FileHandle): Promise<void> {
    await attempt(async () => {
      const [handle] = await handlesOf([file]);
      if (handle) useStack(unwrap(await studio.call('layers.open', { file: handle.id })), handle.name);
    });
  }

  /** A model.json, and the files of its weights where they were chosen with it. */
  async function importModelFiles(files: readonly (File | FileHandle)[]): Promise<void> {
    await attempt(async () => {
      const handles = await handlesOf(files);
      const imported = unwrap(await studio.call('layers.import', { files: handles.map(({ id }) => id) }));
      useImported(imported, handles.find(({ name }) => isModelFile(name))?.name ?? '');
    });
  }

  /** The model of a run that has trained in place of the draft's, beginning with its weights. */
  async function beginWithRun(run: RunRecord): Promise<void> {
    await attempt(async () =>
      useImported(unwrap(await studio.call('layers.ofRun', { run: run.id })), run.contender.name),
    );
  }

  function useImported({ model, kept, anew }: ImportedModel, name: string): void {
    const names = anew.join(', ');
    const values = { name, count: kept, names };
    const said = kept === 0 ? 'withoutWeights' : anew.length > 0 ? 'someAnew' : 'withWeights';
    useStack(model, name, kept + anew.length === 0 ? undefined : t(`model.files.${said}`, values, kept));
  }

  /** Files of the page become known to the host; those of its own dialog are. */
  async function handlesOf(files: readonly (File | FileHandle)[]): Promise<readonly FileHandle[]> {
    const ofPage = files.filter((file) => file instanceof File);
    const known = files.filter((file): file is FileHandle => !(file instanceof File));
    return [...known, ...(ofPage.length > 0 ? unwrap(await studio.registerFiles(ofPage)) : [])];
  }

  async function chooseLayers(): Promise<void> {
    const [file] = await choose('layers');
    if (file) await openLayersFile(file);
  }

  async function chooseModel(): Promise<void> {
    const files = await choose('model');
    if (files.length > 0) await importModelFiles(files);
  }

  async function saveLayers(): Promise<void> {
    await attempt(async () => {
      const { model, title } = draft.experiment;
      const saved = unwrap(await studio.call('layers.save', { model: v.parse(layerGraphSchema, model), title }));
      if (saved) ui.toast({ message: t('shell.saved', { where: saved.where }), tone: 'good' });
    });
  }

  return { openLayersFile, importModelFiles, beginWithRun, chooseLayers, chooseModel, saveLayers, useStack };
}

/** True for what can hold a model's layers, among files dropped or chosen together. */
export function isModelFile(name: string): boolean {
  return /\.json$/i.test(name);
}

/** True for a model.json alone or with files of weights, and nothing else. */
export function areModelFiles(names: readonly string[]): boolean {
  const others = names.filter((name) => name.toLowerCase() !== 'model.json');
  return others.length === names.length - 1 && others.every((name) => /\.bin$/i.test(name));
}
