import type { Algebra } from '../algebra/algebra.ts';
import type { ParamValue, ParamValues } from '../domain/params.ts';
import { defaultValues } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '../optimizers/step.ts';
import type { Objective } from './problems.ts';

export interface TracePoint {
  readonly step: number;
  readonly theta: readonly number[];
  readonly f: number | null;
}

/** A case of a reference file; `params` in the file's spelling. */
export interface OptimizerCase {
  readonly id: string;
  readonly problem: string;
  readonly optimizer: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly tolerance: number;
  readonly float32_deviation: number | null;
  readonly trace: readonly TracePoint[];
}

interface RateSteps {
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
}

/** The reference files leave out what they do not use; unnamed conventions mean "off", whatever the studio's defaults are. */
const absentMeans: ParamValues = { initial_accumulator: 0 };

/** Hyperparameters of a case in the studio's names: `lr` → learningRate, `eps` → epsilon; null when the rule lacks one. */
export function hyperparameters(rule: UpdateRule, params: OptimizerCase['params']): ParamValues | null {
  const given: Record<string, ParamValue> = {};
  for (const [name, value] of Object.entries(flatParams(params))) {
    if (!Object.hasOwn(rule.params, name)) return null;
    given[name] = value as ParamValue;
  }
  const absent = Object.entries(absentMeans).filter(([name]) => Object.hasOwn(rule.params, name));
  return { ...defaultValues(rule.params), ...Object.fromEntries(absent), ...given };
}

/** The studio's spelling, flat: Lookahead's `inner` becomes its name and that rule's parameters with the name in front. */
function flatParams(params: OptimizerCase['params']): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === 'lr_schedule') continue;
    if (name === 'inner') {
      const inner = value as Pick<OptimizerCase, 'optimizer' | 'params'>;
      const { learningRate, ...rest } = flatParams(inner.params);
      const own = Object.entries(rest).map(([key, own]) => [`${inner.optimizer}_${key}`, own]);
      Object.assign(flat, { inner: inner.optimizer, learningRate, ...Object.fromEntries(own) });
    } else flat[name === 'lr' ? 'learningRate' : name === 'eps' ? 'epsilon' : name] = value;
  }
  return flat;
}

/** The rate of 0-based update k under a piecewise schedule: one step further at every boundary b with k ≥ b. */
export function rateAt(steps: RateSteps, k: number): number {
  return steps.values[steps.boundaries.filter((boundary) => k >= boundary).length]!;
}

/** Runs a rule on an objective over any element-wise algebra; yields every state from 0 to `steps`. */
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

/** max |tᵢ − refᵢ| relative to max(1, max |refᵢ|), the distance the reference's README defines. Non-finite counts as infinite. */
export function relativeDeviation(theta: ArrayLike<number>, reference: readonly number[]): number {
  const size = Math.max(1, ...reference.map(Math.abs));
  const worst = Math.max(...reference.map((value, i) => Math.abs(theta[i]! - value)));
  return Number.isNaN(worst) ? Infinity : worst / size;
}

/** The largest deviation of a rule from a case's trace, over every recorded step. */
export function traceDeviation<T>(
  a: Algebra<T>,
  vector: { from(values: ArrayLike<number>): T; toFloat64(value: T): Float64Array },
  rule: UpdateRule,
  h: ParamValues,
  testCase: OptimizerCase,
  objective: Objective,
): number {
  const steps = testCase.params.lr_schedule as RateSteps | undefined;
  const rate = (k: number): number => (steps ? rateAt(steps, k) : Number(h.learningRate));
  const states = runRule(a, vector, rule, h, testCase.trace[0]!.theta, objective, rate);
  let [step, worst] = [-1, 0];
  let theta: Float64Array = new Float64Array();
  for (const point of testCase.trace) {
    while (step < point.step) {
      theta = states.next().value ?? theta;
      step += 1;
    }
    worst = Math.max(worst, relativeDeviation(theta, point.theta));
  }
  return worst;
}
