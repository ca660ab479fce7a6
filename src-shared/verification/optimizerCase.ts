import type { ParamValue, ParamValues } from '../domain/params.ts';
import { defaultValues } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import type { VerifyBackend } from './backend.ts';
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

/** max |tᵢ − refᵢ| relative to max(1, max |refᵢ|), the distance the reference's README defines. Non-finite counts as infinite. */
export function relativeDeviation(theta: ArrayLike<number>, reference: readonly number[]): number {
  const size = Math.max(1, ...reference.map(Math.abs));
  const worst = Math.max(...reference.map((value, i) => Math.abs(theta[i]! - value)));
  return Number.isNaN(worst) ? Infinity : worst / size;
}

/** The largest deviation of a rule from a case's trace, over every recorded step. The gradients are those of the objective, in doubles. */
export async function traceDeviation(
  backend: VerifyBackend,
  rule: UpdateRule,
  h: ParamValues,
  testCase: OptimizerCase,
  objective: Objective,
): Promise<number> {
  const steps = testCase.params.lr_schedule as RateSteps | undefined;
  const rate = (k: number): number => (steps ? rateAt(steps, k) : Number(h.learningRate));
  const path = backend.startRule(rule, h, Float64Array.from(testCase.trace[0]!.theta));
  try {
    let [step, worst] = [0, 0];
    for (const point of testCase.trace) {
      for (; step < point.step; step++) {
        const at = await path.gradientPoint(rate(step));
        await path.update(objective.gradient(at, step), rate(step));
      }
      worst = Math.max(worst, relativeDeviation(await path.theta(), point.theta));
    }
    return worst;
  } finally {
    path.dispose();
  }
}
