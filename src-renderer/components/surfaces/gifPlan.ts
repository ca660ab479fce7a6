/** One frame of an animation: where between two steps the racers stand, and how long it is shown. */
export interface PlannedFrame {
  readonly at: number;
  readonly delayMs: number;
}

/** Eight hundredths: smooth enough, and every player keeps to it. */
export const FRAME_MS = 80;
/** The end stands still for a while before it begins again. */
export const END_MS = 2000;

/** The whole race at so many steps a second. */
export function gifPlan(steps: number, stepsPerSecond: number): readonly PlannedFrame[] {
  const count = Math.max(1, Math.ceil((steps / stepsPerSecond) * (1000 / FRAME_MS)));
  return Array.from({ length: count + 1 }, (_, i) => ({
    at: (steps * i) / count,
    delayMs: i === count ? END_MS : FRAME_MS,
  }));
}
