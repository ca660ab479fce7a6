import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { solverById, solvers } from '#shared/solvers/index.ts';
import type { SmoothProblem } from '#shared/solvers/solver.ts';
import { relativeDeviation, type OptimizerCase } from '#shared/verification/optimizerCase.ts';
import { objectiveOf, type Objective, type ReferenceProblem } from '#shared/verification/problems.ts';

const file = new URL('../../../../shared/reference/optimizers.json', import.meta.url);
const present = fs.existsSync(file);
const reference: { problems: Record<string, ReferenceProblem>; cases: OptimizerCase[] } = present
  ? JSON.parse(fs.readFileSync(file, 'utf8'))
  : { problems: {}, cases: [] };
const cases = reference.cases.filter((testCase) => solverById(testCase.optimizer));

function smooth(objective: Objective): SmoothProblem {
  const { hessian, gaussNewton } = objective;
  return {
    value: (theta) => objective.value(theta)!,
    gradient: (theta) => objective.gradient(theta, 0),
    ...(hessian ? { hessian } : {}),
    ...(gaussNewton ? { gaussNewton } : {}),
  };
}

describe.runIf(present)('A17, D21–D24: solvers against the float64 reference traces', () => {
  it('covers every case of the second-order families', () => {
    expect(cases.length).toBe(36);
    expect(new Set(cases.map(({ optimizer }) => optimizer))).toEqual(new Set(solvers.map(({ id }) => id)));
  });

  it.each(cases.map((testCase) => [testCase.id, testCase] as const))('%s', (_id, testCase) => {
    const solver = solverById(testCase.optimizer)!;
    const { lr, ...rest } = testCase.params;
    const given = (lr === undefined ? rest : { ...rest, learningRate: lr }) as ParamValues;
    const params = withDefaults(solver.params, given);
    const problem = smooth(objectiveOf(reference.problems[testCase.problem]!)!);
    let state = solver.start(Float64Array.from(testCase.trace[0]!.theta), params);
    let step = 0;
    for (const point of testCase.trace) {
      for (; step < point.step; step++) state = solver.step(problem, state, params);
      expect(relativeDeviation(state.theta, point.theta), `step ${step}`).toBeLessThanOrEqual(testCase.tolerance);
    }
  });
});
