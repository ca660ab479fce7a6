import { useRafFn, usePreferredReducedMotion } from '@vueuse/core';
import { onBeforeUnmount, watch } from 'vue';
import { useSurfacesStore } from '../../stores/surfaces.ts';

/** At normal speed a race lasts about eight seconds, but no step is slower than a third of one. */
const RACE_SECONDS = 8;
const SLOWEST_PER_SECOND = 3;
/** A frame that came late does not make the race jump. */
const LONGEST_FRAME_MS = 50;

/** Steps a second at normal speed. */
export function stepsPerSecond(steps: number): number {
  return Math.max(SLOWEST_PER_SECOND, steps / RACE_SECONDS);
}

/** Plays the race: moves the store's place on with the time, frame by frame, and stops at the last step. */
export function useSurfacePlayer() {
  const store = useSurfacesStore();
  const motion = usePreferredReducedMotion();

  const { pause, resume } = useRafFn(
    ({ delta }) => {
      const perSecond = Number(store.speed) * stepsPerSecond(store.steps);
      store.at = Math.min(store.steps, store.at + (perSecond * Math.min(delta, LONGEST_FRAME_MS)) / 1000);
      if (store.at >= store.steps) store.isPlaying = false;
    },
    { immediate: false },
  );
  watch(
    () => store.isPlaying,
    (isPlaying) => {
      if (isPlaying) resume();
      else {
        pause();
        store.at = store.step;
      }
    },
    { immediate: true },
  );
  onBeforeUnmount(() => (store.isPlaying = false));

  /** From the start again where the race is over. */
  function play(): void {
    if (store.at >= store.steps) store.toStart();
    store.isPlaying = true;
  }

  /** Plays by itself, but not for readers who asked for less motion. */
  function playUnasked(): void {
    if (motion.value !== 'reduce') play();
  }

  function toggle(): void {
    if (store.isPlaying) store.isPlaying = false;
    else play();
  }

  return { play, playUnasked, toggle };
}
