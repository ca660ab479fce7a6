import { useIntersectionObserver, usePreferredReducedMotion } from '@vueuse/core';
import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue';
import { onSharedFrame } from './sharedFrames.ts';

/**
 * Plays a small animation: while it is pointed at or reached by keyboard, or until stopped once its button was pressed. Out of sight it waits;
 * for readers who asked for less motion only the button plays. `draw` gets the milliseconds played so far.
 */
export function useRavinePlayer(place: Ref<HTMLElement | null>, draw: (elapsedMs: number) => void) {
  const motion = usePreferredReducedMotion();
  const isPinned = ref(false);
  const isHeld = ref(false);
  const isLookedAt = ref(false);
  const isVisible = ref(false);
  const wants = computed(() => isPinned.value || (isLookedAt.value && !isHeld.value && motion.value !== 'reduce'));
  const isPlaying = computed(() => wants.value && isVisible.value);
  let elapsed = 0;
  let last: number | null = null;
  let leave: (() => void) | null = null;

  function stop(): void {
    leave?.();
    leave = null;
  }

  useIntersectionObserver(place, ([entry]) => (isVisible.value = entry?.isIntersecting ?? false));
  watch(isPlaying, (plays) => {
    stop();
    last = null;
    if (plays)
      leave = onSharedFrame((now) => {
        elapsed += last === null ? 0 : now - last;
        last = now;
        draw(elapsed);
      });
  });
  onBeforeUnmount(stop);

  /** From the start, when somebody looks who did not before. */
  function look(): void {
    if (!wants.value) elapsed = 0;
    isLookedAt.value = true;
  }
  function lookAway(): void {
    isLookedAt.value = false;
    isHeld.value = false;
  }
  function toggle(): void {
    const didWant = wants.value;
    isHeld.value = didWant;
    isPinned.value = !didWant;
  }

  return { wants, isHeld, look, lookAway, toggle };
}
