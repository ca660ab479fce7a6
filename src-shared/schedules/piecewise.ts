import type { PiecewiseSchedule, SchedulePlan } from '../domain/experiment.ts';
import type { ErrorDetail } from '../result.ts';

/** A rate that changes at given updates. `at_boundary`: from update b on (PyTorch MultiStepLR); `after_boundary`: after it (Keras). */
export interface Piecewise {
  readonly boundaries: readonly number[];
  /** One more than boundaries. */
  readonly values: readonly number[];
  readonly change: 'at_boundary' | 'after_boundary';
}

export function isPiecewise(plan: SchedulePlan): plan is PiecewiseSchedule {
  return plan.id === 'piecewise';
}

/** As many changes as an editor and a file may hold. */
export const MAX_BOUNDARIES = 50;

/** What is wrong with boundaries and values, in the terms of an error sentence; null when they can be used. */
export function piecewiseProblem({ boundaries, values }: Piecewise): { code: string; detail: ErrorDetail } | null {
  const [count, wanted] = [values.length, boundaries.length + 1];
  if (count !== wanted) return { code: 'piecewiseValues', detail: { count, wanted } };
  const late = boundaries.findIndex((boundary, i) => i > 0 && boundary <= boundaries[i - 1]!);
  if (late < 0) return null;
  return { code: 'piecewiseOrder', detail: { value: boundaries[late]!, before: boundaries[late - 1]! } };
}

/** A usual start: the whole rate, a tenth after half of the updates, a hundredth for the last quarter. */
export function piecewiseDefaults(steps: number): Piecewise {
  const half = Math.max(1, Math.round(steps / 2));
  const last = Math.max(half + 1, Math.round((3 * steps) / 4));
  return { boundaries: [half, last], values: [1, 0.1, 0.01], change: 'at_boundary' };
}

/** The rate of 0-based update k. */
export function piecewiseRate(k: number, { boundaries, values, change }: Piecewise): number {
  const passed = boundaries.filter((boundary) => (change === 'at_boundary' ? k >= boundary : k > boundary)).length;
  return values[passed]!;
}
