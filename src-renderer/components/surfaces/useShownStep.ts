import { useIntervalFn } from '@vueuse/core';
import { ref, watch, type Ref } from 'vue';
import { useSurfacesStore } from '../../stores/surfaces.ts';

/**
 * The step that words and numbers show: the present one at rest, and while it plays one that follows every so many milliseconds, because nobody reads
 * sixty numbers a second and every change of text is laid out and painted.
 */
export function useShownStep(everyMs: number): Readonly<Ref<number>> {
  const store = useSurfacesStore();
  const shown = ref(store.step);
  const follow = (): void => {
    shown.value = store.step;
  };
  const { pause, resume } = useIntervalFn(follow, everyMs, { immediate: false });
  watch(
    () => store.isPlaying,
    (isPlaying) => {
      if (isPlaying) resume();
      else pause();
      follow();
    },
    { immediate: true },
  );
  watch(
    () => store.step,
    () => {
      if (!store.isPlaying) follow();
    },
    { flush: 'sync' },
  );
  return shown;
}
