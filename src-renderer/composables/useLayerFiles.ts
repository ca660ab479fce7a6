import * as v from 'valibot';
import type { FileHandle } from '#shared/contract.ts';
import { setModel } from '#shared/domain/draftEdits.ts';
import { layerGraphSchema } from '#shared/domain/experimentSchema.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { unwrap } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useUiStore } from '../stores/ui.ts';
import { useFileChooser } from './useFileChooser.ts';

/** Runs an act and shows what went wrong. */
type Attempt = (act: () => Promise<void>) => Promise<boolean>;

/** Layer stacks from and to files. */
export function useLayerFiles(attempt: Attempt) {
  const { studio } = useHost();
  const { t } = useWords();
  const { choose } = useFileChooser();
  const draft = useDraftStore();
  const ui = useUiStore();

  /** Another stack in place of the draft's; undo brings that back. */
  function useStack(model: LayerGraph, from: string): void {
    draft.change(setModel(model), t('model.files.opened', { name: from }));
    ui.go('model');
    ui.toast({
      message: t('model.files.replaced', { name: from }),
      actionLabel: t('common.undo'),
      action: () => draft.undo(),
    });
  }

  async function openBy(call: 'layers.open' | 'layers.import', file: File | FileHandle): Promise<void> {
    await attempt(async () => {
      const handle = file instanceof File ? unwrap(await studio.registerFiles([file]))[0] : file;
      if (handle) useStack(unwrap(await studio.call(call, { file: handle.id })), handle.name);
    });
  }
  const openLayersFile = (file: File | FileHandle) => openBy('layers.open', file);
  const importModelFile = (file: File | FileHandle) => openBy('layers.import', file);

  async function chooseLayers(): Promise<void> {
    const [file] = await choose('layers');
    if (file) await openLayersFile(file);
  }

  async function chooseModel(): Promise<void> {
    const [file] = await choose('model');
    if (file) await importModelFile(file);
  }

  async function saveLayers(): Promise<void> {
    await attempt(async () => {
      const { model, title } = draft.experiment;
      const saved = unwrap(await studio.call('layers.save', { model: v.parse(layerGraphSchema, model), title }));
      if (saved) ui.toast({ message: t('shell.saved', { where: saved.where }), tone: 'good' });
    });
  }

  return { openLayersFile, importModelFile, chooseLayers, chooseModel, saveLayers, useStack };
}
