import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { XAxis } from '#shared/domain/settings.ts';

export const pages = ['home', 'data', 'model', 'optimizers', 'compare', 'surfaces', 'runs', 'settings'] as const;
export type PageName = (typeof pages)[number];
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
  /** Blocks of the layer stack whose rows are folded away. */
  const collapsedBlocks = shallowRef<ReadonlySet<string>>(new Set());
  /** What the x axis counts of comparisons that choose for themselves, by experiment. */
  const ownAxes = shallowRef<ReadonlyMap<string, XAxis>>(new Map());
  let toasts = 0;

  function go(target: PageName): void {
    page.value = target;
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
    ...{ ownAxes, setOwnAxis },
  };
});
