import type { Algebra } from '#shared/algebra/algebra.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import type { Objective } from '#shared/verification/problems.ts';

/** Runs a rule on an objective over any element-wise algebra; yields every θ from the start on. */
export function* runRule<T>(
  a: Algebra<T>,
  vector: { from(values: ArrayLike<number>): T; toFloat64(value: T): Float64Array },
  rule: UpdateRule,
  h: ParamValues,
  start: readonly number[],
  objective: Objective,
  rate: (k: number) => number,
): Generator<Float64Array, void> {
  const filled = (value: number): T => vector.from(start.map(() => value));
  const theta = vector.from(start);
  let state: RuleState<T> = { theta, slots: initialSlots(rule, h, filled, theta), updates: 0 };
  for (;;) {
    yield vector.toFloat64(state.theta as T);
    const k = state.updates;
    const at = vector.toFloat64(gradientPoint(a, rule, h, state, rate(k)) as T);
    state = applyUpdate(a, rule, h, state, vector.from(objective.gradient(at, k)), rate(k));
  }
}
