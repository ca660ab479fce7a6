import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { XAxis } from '#shared/domain/settings.ts';

export const pages = ['home', 'data', 'model', 'optimizers', 'compare', 'surfaces', 'runs', 'settings'] as const;
/** The result of a run is no entry of the rail: it belongs to Runs. */
export type PageName = (typeof pages)[number] | 'result';
export type ToastTone = 'info' | 'good' | 'warn' | 'bad';

export interface Toast {
  readonly message: string;
  readonly actionLabel?: string;
  readonly action?: () => void | Promise<void>;
  readonly tone?: ToastTone;
}

/** Where the reader is, and the one short message at the bottom. */
export const useUiStore = defineStore('ui', () => {
  const page = ref<PageName>('home');
  const currentToast = shallowRef<(Toast & { readonly key: number }) | null>(null);
  /** True while a dialog or a drag asks for the whole window. */
  const isDropping = ref(false);
  /** The run whose row is opened on the Runs page. */
  const openedRun = ref<string | null>(null);
  /** The run whose result is shown. */
  const resultRun = ref<string | null>(null);
  /** The screen from which it was opened. */
  const resultFrom = ref<PageName>('runs');
  /** Blocks of the layer stack whose rows are folded away. */
  const collapsedBlocks = shallowRef<ReadonlySet<string>>(new Set());
  /** What the x axis counts of comparisons that choose for themselves, by experiment. */
  const ownAxes = shallowRef<ReadonlyMap<string, XAxis>>(new Map());
  let toasts = 0;

  function go(target: PageName): void {
    page.value = target;
  }

  function showResult(run: string): void {
    if (page.value !== 'result') resultFrom.value = page.value;
    resultRun.value = run;
    page.value = 'result';
  }

  /** Shows a message in place of the one before; gives the key by which this one can be taken away. */
  function toast(next: Toast): number {
    currentToast.value = { ...next, key: ++toasts };
    return toasts;
  }

  /** Takes the message away, whatever it is, or this one if it is still there. */
  function dismissToast(key = currentToast.value?.key): void {
    if (currentToast.value?.key === key) currentToast.value = null;
  }

  function collapseBlock(block: string, collapsed: boolean): void {
    const rest = [...collapsedBlocks.value].filter((id) => id !== block);
    collapsedBlocks.value = new Set(collapsed ? [...rest, block] : rest);
  }

  function setOwnAxis(experiment: string, axis: XAxis): void {
    ownAxes.value = new Map([...ownAxes.value, [experiment, axis]]);
  }

  return {
    ...{ page, go, collapsedBlocks, collapseBlock, currentToast, toast, dismissToast, isDropping, openedRun },
    ...{ ownAxes, setOwnAxis, resultRun, resultFrom, showResult },
  };
});
