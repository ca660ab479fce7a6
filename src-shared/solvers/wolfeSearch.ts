import type { LineSearch } from './lineSearch.ts';
import type { Known, SmoothProblem } from './solver.ts';
import { addScaled, dot, type Vector } from './vector.ts';

/** Where a search begins. */
export interface WolfeStart extends Known {
  readonly theta: Vector;
  readonly direction: Vector;
  /** The first step that is tried. */
  readonly first: number;
  /** Share of the slope that may be left: 0.9 where the step is nearly right by itself, less where directions need exact ones. */
  readonly slopeLeft: number;
}

interface Trial extends Known {
  readonly step: number;
  readonly slope: number;
}

/** f falls by this share of what the slope promises. */
const DECREASE = 1e-4;
/** Rounding of f: where it hides the fall, the slope alone decides (Hager & Zhang 2005). */
const ROUNDING = 1e-6;
const MOST_TRIALS = 20;
const GROWTH = 3;

/**
 * A step that meets the strong Wolfe conditions: f falls enough and the slope has flattened (Nocedal & Wright 2006, Algorithms 3.5 and 3.6).
 * One trial is one value with its gradient. Null where no trial went down.
 */
export function wolfeSearch(problem: SmoothProblem, start: WolfeStart): LineSearch & { readonly known: Known | null } {
  const { theta, direction, slopeLeft } = start;
  let evaluations = 0;
  const at = (step: number): Trial => {
    evaluations += 1;
    const point = addScaled(theta, step, direction);
    const gradient = problem.gradient(point);
    const value = problem.value(point);
    return { step, value, gradient, slope: dot(direction, gradient) };
  };
  const origin: Trial = { ...start, step: 0, slope: dot(direction, start.gradient) };
  const ended = ({ step, value, gradient }: Trial) =>
    step === 0 ? { step: null, evaluations, known: null } : { step, evaluations, known: { value, gradient } };
  const isLow = ({ step, value, slope }: Trial): boolean =>
    value <= origin.value + DECREASE * step * origin.slope ||
    (value <= origin.value + ROUNDING * Math.abs(origin.value) && slope <= (2 * DECREASE - 1) * origin.slope);
  const isFlat = ({ slope }: Trial): boolean => Math.abs(slope) <= -slopeLeft * origin.slope;

  if (!(origin.slope < 0)) return ended(origin);
  let [low, high]: [Trial, Trial | null] = [origin, null];
  let step = start.first;
  while (evaluations < MOST_TRIALS) {
    const trial = at(step);
    const isFurther = high === null;
    if (!isLow(trial) || (low.step > 0 && trial.value > low.value)) high = trial;
    else {
      if (isFlat(trial)) return ended(trial);
      if (trial.slope * ((high?.step ?? Infinity) - low.step) >= 0) high = low;
      low = trial;
    }
    if (high && Math.abs(high.step - low.step) <= Number.EPSILON * high.step) break;
    step = high ? between(low, high) : isFurther ? step * GROWTH : step;
  }
  return ended(low);
}

/** The minimum of the cubic through two values and slopes, kept off both ends; the middle where it has none. */
function between(low: Trial, high: Trial): number {
  const length = high.step - low.step;
  const d1 = low.slope + high.slope - (3 * (high.value - low.value)) / length;
  const d2 = Math.sign(length) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const share = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  return low.step + length * (Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5);
}
