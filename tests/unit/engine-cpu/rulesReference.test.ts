import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isOptimizer, optimizer } from '#shared/optimizers/index.ts';
import {
  hyperparameters,
  rateAt,
  relativeDeviation,
  type OptimizerCase,
  type TracePoint,
} from '#shared/verification/optimizerCase.ts';
import { objectiveOf, type ReferenceProblem } from '#shared/verification/problems.ts';
import { bench } from './rulesSupport.ts';

const file = new URL('../../../../shared/reference/optimizers.json', import.meta.url);
const present = fs.existsSync(file);

interface Reference {
  readonly problems: Readonly<Record<string, ReferenceProblem>>;
  readonly cases: readonly OptimizerCase[];
}

const reference: Reference = present ? JSON.parse(fs.readFileSync(file, 'utf8')) : { problems: {}, cases: [] };
const known = reference.cases.filter(
  ({ optimizer: id, float32_deviation }) => isOptimizer(id) && float32_deviation !== null,
);

/** θ after every recorded update, trained by the compiled rule in float32; the gradients are exact, rounded once. */
function worstDeviation(testCase: OptimizerCase): number {
  const rule = optimizer(testCase.optimizer);
  const h = hyperparameters(rule, testCase.params)!;
  const objective = objectiveOf(reference.problems[testCase.problem]!)!;
  const steps = testCase.params.lr_schedule as Parameters<typeof rateAt>[0] | undefined;
  const ours = bench(rule, h, { theta: Float32Array.from(testCase.trace[0]!.theta) });
  const deviationAt = ({ step, theta }: TracePoint): number => {
    while (ours.state.updates < step) {
      const k = ours.state.updates;
      const rate = steps ? rateAt(steps, k) : Number(h.learningRate);
      const point = Float64Array.from(ours.gradientPoint(rate));
      ours.update(Float32Array.from(objective.gradient(point, k)), rate);
    }
    return relativeDeviation(ours.theta(), theta);
  };
  return Math.max(...testCase.trace.map(deviationAt));
}

describe.runIf(present)('compiled rules against the float64 reference traces', () => {
  it('covers the reference', () => {
    expect(known.length).toBeGreaterThanOrEqual(100);
    expect(known.filter(({ problem }) => reference.problems[problem]!.kind === 'gradient_sequence').length).toBe(50);
  });

  it.each(known.map((testCase) => [testCase.id, testCase] as const))('%s', (_id, testCase) => {
    expect(worstDeviation(testCase)).toBeLessThanOrEqual(10 * testCase.float32_deviation! + 1e-5);
  });
});
