/** Curves move at most this often; more a person cannot read. */
export const FASTEST_MS = 100;
/** And at least this often, however slow the screen is. */
export const SLOWEST_MS = 2000;
/** A drawing that makes frames late is made this seldom: with two charts, a frame each, 58 of 60 frames are on time. */
const SELDOM_MS = 1000;
/** And so much more seldom than it is late. */
const SHARE = 10;
/** A frame this late is on time: a timer is no better. */
const ON_TIME_MS = 4;
/** A frame at 60 Hz. */
const FRAME_MS = 1000 / 60;

/**
 * How long to wait between two drawings, from how late the frames came after the last one. Where the graphics card is drawn by the processor
 * a picture of two charts costs more than a frame; drawn ten times a second the page would never be free.
 */
export function drawingInterval(lateMs: number): number {
  if (lateMs <= ON_TIME_MS) return FASTEST_MS;
  return Math.min(SLOWEST_MS, Math.max(SELDOM_MS, SHARE * lateMs));
}

/** Measures how late the next frames come after a drawing that has just been made; resolves with 0 or more ms. */
export function frameDelay(requestFrame: (callback: () => void) => unknown = requestAnimationFrame): Promise<number> {
  const startedMs = performance.now();
  // The page's own frame, and one for every chart.
  const FRAMES = 4;
  return new Promise((resolve) => {
    let seen = 0;
    const next = (): void => {
      seen += 1;
      if (seen === FRAMES) resolve(Math.max(0, performance.now() - startedMs - FRAMES * FRAME_MS));
      else requestFrame(next);
    };
    requestFrame(next);
  });
}

/** Calls `draw` now and then: soon after `ask`, never more often than the screen can follow. */
export function drawingPace(draw: () => void, measure: () => Promise<number> = frameDelay): { ask(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let [drawnMs, intervalMs] = [-Infinity, FASTEST_MS];
  const drawNow = (): void => {
    timer = null;
    drawnMs = performance.now();
    draw();
    void measure().then((lateMs) => (intervalMs = drawingInterval(lateMs)));
  };
  return {
    ask() {
      if (timer !== null) return;
      timer = setTimeout(drawNow, Math.max(0, drawnMs + intervalMs - performance.now()));
    },
  };
}
