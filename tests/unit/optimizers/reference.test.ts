import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isOptimizer, optimizer } from '#shared/optimizers/index.ts';
import { float64Backend } from '#shared/verification/float64Backend.ts';
import { hyperparameters, traceDeviation, type OptimizerCase } from '#shared/verification/optimizerCase.ts';
import { objectiveOf, type ReferenceProblem } from '#shared/verification/problems.ts';

const file = new URL('../../../../shared/reference/optimizers.json', import.meta.url);
const present = fs.existsSync(file);

interface Reference {
  problems: Record<string, ReferenceProblem>;
  cases: OptimizerCase[];
}

const reference: Reference = present ? JSON.parse(fs.readFileSync(file, 'utf8')) : { problems: {}, cases: [] };
const known = reference.cases.filter((testCase) => isOptimizer(testCase.optimizer));

describe.runIf(present)('update rules against the float64 reference traces', () => {
  it('covers every case of the rules we have', () => {
    expect(known.length).toBeGreaterThanOrEqual(100);
    const unsupported = known.filter(({ optimizer: id, params }) => !hyperparameters(optimizer(id), params));
    expect(unsupported.map(({ id }) => id)).toEqual([]);
  });

  it.each(known.map((testCase) => [testCase.id, testCase] as const))('%s', async (_id, testCase) => {
    const rule = optimizer(testCase.optimizer);
    const h = hyperparameters(rule, testCase.params)!;
    const objective = objectiveOf(reference.problems[testCase.problem]!)!;
    const deviation = await traceDeviation(float64Backend, rule, h, testCase, objective);
    expect(deviation).toBeLessThanOrEqual(testCase.tolerance);
  });

  it.each(Object.entries(reference.problems))('%s: recorded f equals ours', (id, problem) => {
    const objective = objectiveOf(problem)!;
    const points = reference.cases.filter((testCase) => testCase.problem === id).flatMap((testCase) => testCase.trace);
    for (const { theta, f } of points) {
      const ours = objective.value(Float64Array.from(theta));
      if (f === null) expect(ours === null || !Number.isFinite(ours)).toBe(true);
      else expect(Math.abs(ours! - f)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(f)));
    }
  });
});
