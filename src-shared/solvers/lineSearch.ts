import type { SmoothProblem } from './solver.ts';
import { addScaled, dot, type Vector } from './vector.ts';

/** Result of a line search: the step length, null where there is none, and the gradients it cost. */
export interface LineSearch {
  readonly step: number | null;
  readonly evaluations: number;
}

/** A quarter of the Newton step at the start, grown by this factor until the slope turns. */
const GROWTH = 1.3;
const MAX_BRACKETING = 400;

/**
 * The smallest positive stationary point of f along a descent direction d ("exact" line search): the slope d·∇f(θ + a d) is bracketed by
 * growing steps, then its zero is found by bisection with regula falsi to the last bit. No step where the slope never turns.
 */
export function exactLineSearch(problem: SmoothProblem, theta: Vector, direction: Vector): LineSearch {
  let evaluations = 0;
  const slope = (a: number): number => {
    evaluations += 1;
    return dot(direction, problem.gradient(addScaled(theta, a, direction)));
  };
  const atZero = slope(0);
  if (!(atZero < 0)) return { step: null, evaluations };
  let high = firstStep(slope, atZero) / 4;
  let [low, slopeLow, slopeHigh] = [0, atZero, slope(high)];
  for (let i = 0; slopeHigh < 0; i++) {
    if (i === MAX_BRACKETING || !Number.isFinite(slopeHigh)) return { step: null, evaluations };
    [low, slopeLow] = [high, slopeHigh];
    high *= GROWTH;
    slopeHigh = slope(high);
  }
  const step = zeroBetween(slope, low, slopeLow, high, slopeHigh);
  return { step, evaluations };
}

/** The Newton step along the line where the curvature is positive, else a step of the slope's own size. */
function firstStep(slope: (a: number) => number, atZero: number): number {
  const probe = 1e-6 / Math.max(1, Math.abs(atZero));
  const curvature = (slope(probe) - atZero) / probe;
  return curvature > 0 ? -atZero / curvature : 1 / Math.max(1, Math.abs(atZero));
}

/** Illinois' regula falsi between a negative and a positive slope, until the bracket is two neighbouring doubles or the slope is 0. */
function zeroBetween(
  slope: (a: number) => number,
  lowAt: number,
  slopeLowAt: number,
  highAt: number,
  slopeHighAt: number,
): number {
  let [low, slopeLow, high, slopeHigh] = [lowAt, slopeLowAt, highAt, slopeHighAt];
  let side = 0;
  for (let i = 0; i < 200 && slopeHigh !== 0; i++) {
    let middle = (low * slopeHigh - high * slopeLow) / (slopeHigh - slopeLow);
    if (!(middle > low && middle < high)) middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    const value = slope(middle);
    if (value === 0) return middle;
    if (value < 0) {
      [low, slopeLow] = [middle, value];
      if (side === -1) slopeHigh /= 2;
      side = -1;
    } else {
      [high, slopeHigh] = [middle, value];
      if (side === 1) slopeLow /= 2;
      side = 1;
    }
    if (high - low <= Number.EPSILON * high) break;
  }
  return Math.abs(slopeLow) < Math.abs(slopeHigh) ? low : high;
}
