import { stepsUntilBelow, velocityWeight } from '#shared/statistics/movingAverage.ts';

/** Where a gradient has faded to a share of the newest one's weight. */
export interface MemoryMark {
  readonly share: number;
  readonly steps: number;
  readonly x: number;
  readonly y: number;
}

/** The curve βᵗ over the age t, in px of a picture whose origin is at the top left. */
export interface MemoryPlot {
  /** Age at the right edge, in updates. */
  readonly window: number;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** At 10 % and at 1 %. */
  readonly marks: readonly MemoryMark[];
}

/** A curve of so many points looks smooth in a small picture. */
const MOST_POINTS = 60;
const SMALLEST_WINDOW = 10;

/** The curve and its marks for β in [0, 1) in a picture of this size. */
export function memoryPlot(beta: number, width: number, height: number): MemoryPlot {
  const window = memoryWindow(beta);
  const x = (age: number): number => (age / window) * width;
  const y = (age: number): number => (1 - velocityWeight(beta, age)) * height;
  const stride = Math.max(1, Math.round(window / MOST_POINTS));
  const ages = Array.from({ length: Math.floor(window / stride) + 1 }, (_, i) => i * stride);
  return {
    window,
    points: ages.map((age) => [x(age), y(age)]),
    marks: [0.1, 0.01].map((share) => {
      const steps = stepsUntilBelow(beta, share);
      return { share, steps, x: x(steps), y: y(steps) };
    }),
  };
}

/** A round number of updates in which the weight falls below 1 %: the axis stands still while β moves a little. */
export function memoryWindow(beta: number): number {
  const needed = Math.max(SMALLEST_WINDOW, stepsUntilBelow(beta, 0.01));
  const power = 10 ** Math.floor(Math.log10(needed));
  return ([1, 2, 5, 10].find((factor) => factor * power >= needed) ?? 10) * power;
}
