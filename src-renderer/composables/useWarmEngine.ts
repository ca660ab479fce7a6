import { watchDebounced } from '@vueuse/core';
import { computed, watch } from 'vue';
import { useDraftStore } from '../stores/draft.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useTrainingStore } from '../stores/training.ts';
import { useUiStore } from '../stores/ui.ts';

/** Later than this it is begun even where the page is never idle. */
const AT_LATEST_MS = 2000;
/** Who stops changing the experiment for so long looks at it. */
const SETTLED_MS = 800;

/**
 * While nothing trains, a worker loads what the next training will need; near the Train button a graphics card compiles what the experiment needs. The
 * first point then comes seconds earlier.
 */
export function useWarmEngine(): void {
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const draft = useDraftStore();
  const ui = useUiStore();
  const engine = computed(() => settings.settings.engine);
  const near = computed(() => {
    const isNear = ui.page === 'compare' || ui.page === 'optimizers';
    return isNear && draft.readiness.ok && !training.isTraining ? draft.experiment : null;
  });
  const whenIdle = (act: () => void): number => requestIdleCallback(act, { timeout: AT_LATEST_MS });

  watch([() => training.isTraining, engine], () => whenIdle(() => training.warm(engine.value, null, null)), {
    immediate: true,
  });
  watchDebounced(
    [near, engine],
    () => near.value && whenIdle(() => training.warm(engine.value, near.value, draft.dataset)),
    { debounce: SETTLED_MS, immediate: true },
  );
}
