/** Drawings that wait, by who draws; a later one of the same owner takes the place of the earlier. */
const waiting = new Map<object, () => void>();
let isAsked = false;

/**
 * Draws in an animation frame of its own: of several charts that are due together one is drawn a frame, so that no frame is late for all of
 * them. `requestFrame` is for tests.
 */
export function inOwnFrame(
  owner: object,
  draw: () => void,
  requestFrame: (callback: () => void) => unknown = requestAnimationFrame,
): void {
  waiting.set(owner, draw);
  if (isAsked) return;
  isAsked = true;
  const next = (): void => {
    const [first] = waiting;
    isAsked = waiting.size > 1;
    if (isAsked) requestFrame(next);
    if (!first) return;
    waiting.delete(first[0]);
    first[1]();
  };
  requestFrame(next);
}
