import { onBeforeUnmount, shallowRef } from 'vue';
import type { RacePicture } from '../../charts/contourPicture.ts';
import { useWords } from '../../i18n/index.ts';
import { useUiStore } from '../../stores/ui.ts';
import { gifPlan } from './gifPlan.ts';

export interface GifProgress {
  readonly done: number;
  readonly total: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}

/** From this share on the remaining time is told. */
const TELL_FROM = 0.1;

/** Makes one animation at a time, with its progress and a way to end it. */
export function useGifExport() {
  const ui = useUiStore();
  const { t } = useWords();
  const progress = shallowRef<GifProgress | null>(null);
  let abort: AbortController | null = null;

  /** The file of the whole race; null where it was cancelled or failed, which is then said. */
  async function make(picture: RacePicture, steps: number, stepsPerSecond: number): Promise<Blob | null> {
    if (abort) return null;
    abort = new AbortController();
    const plan = gifPlan(steps, stepsPerSecond);
    const startedAt = performance.now();
    progress.value = { done: 0, total: plan.length, secondsLeft: null };
    try {
      const { makeGif } = await import('./gifMaker.ts');
      return await makeGif({
        picture,
        plan,
        signal: abort.signal,
        progress: (done) => (progress.value = progressOf(done, plan.length, performance.now() - startedAt)),
      });
    } catch (error) {
      if (!abort.signal.aborted)
        ui.toast({ message: t('surfaces.gif.failed', { reason: String(error) }), tone: 'bad' });
      return null;
    } finally {
      progress.value = null;
      abort = null;
    }
  }

  function cancel(): void {
    abort?.abort();
  }

  onBeforeUnmount(cancel);
  return { progress, make, cancel };
}

function progressOf(done: number, total: number, elapsedMs: number): GifProgress {
  const share = done / total;
  const secondsLeft = share < TELL_FROM ? null : Math.ceil((elapsedMs * (1 - share)) / share / 1000);
  return { done, total, secondsLeft };
}
