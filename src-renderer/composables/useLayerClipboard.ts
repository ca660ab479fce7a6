import { useEventListener } from '@vueuse/core';
import type { ComputedRef, Ref } from 'vue';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { isLayersText, layersText, readLayersText } from '#shared/domain/layersFile.ts';
import { partOf } from '#shared/domain/layerSets.ts';
import { StudioError } from '#shared/result.ts';
import { useWords } from '../i18n/index.ts';
import { announce } from './useAnnouncer.ts';
import { isTextField } from './isTextField.ts';

export interface LayerClipboardOptions {
  /** Copy and cut count while the focus is in here. */
  readonly stack: Readonly<Ref<HTMLElement | null>>;
  readonly graph: ComputedRef<LayerGraph>;
  readonly chosen: ComputedRef<readonly string[]>;
  readonly onCut: () => void;
  readonly onPaste: (part: LayerGraph) => void;
  readonly onRefused: (error: unknown) => void;
}

/** Copy, cut and paste of layers as the text of a layers file on the system's clipboard, so that they go from window to window and into a mail. */
export function useLayerClipboard(options: LayerClipboardOptions): { copy(): void; cut(): void } {
  const { t } = useWords();
  let isAsked = false;

  function onCopy(event: ClipboardEvent): void {
    const isHere = isAsked || options.stack.value?.contains(document.activeElement);
    if (!isHere || isTextField(document.activeElement) || options.chosen.value.length === 0) return;
    const ids = options.chosen.value;
    event.clipboardData?.setData('text/plain', layersText(partOf(options.graph.value, new Set(ids))));
    event.preventDefault();
    announce(t('model.copied', { count: ids.length }, ids.length));
    if (event.type === 'cut') options.onCut();
  }
  function onPaste(event: ClipboardEvent): void {
    if (isTextField(event.target)) return;
    event.preventDefault();
    try {
      options.onPaste(pastedPart(event.clipboardData?.getData('text/plain') ?? ''));
    } catch (error) {
      options.onRefused(error);
    }
  }
  /** From a button: the browser then asks for the text by an event of its own. */
  function ask(act: 'copy' | 'cut'): void {
    isAsked = true;
    document.execCommand(act);
    isAsked = false;
  }

  useEventListener(document, 'copy', onCopy);
  useEventListener(document, 'cut', onCopy);
  useEventListener(document, 'paste', onPaste);
  return { copy: () => ask('copy'), cut: () => ask('cut') };
}

function pastedPart(text: string): LayerGraph {
  if (!isLayersText(text)) throw new StudioError('pasteNoLayers');
  return readLayersText(text);
}
