import { withDefaults, type ParamValues } from '../domain/params.ts';
import { solverById } from '../solvers/index.ts';
import type { SmoothProblem } from '../solvers/solver.ts';
import { relativeDeviation, type OptimizerCase } from './optimizerCase.ts';
import type { Objective } from './problems.ts';

/** An objective as solvers want it. */
export function smoothProblem(objective: Objective): SmoothProblem {
  const { hessian, gaussNewton } = objective;
  return {
    value: (theta) => objective.value(theta) ?? NaN,
    gradient: (theta) => objective.gradient(theta, 0),
    ...(hessian ? { hessian } : {}),
    ...(gaussNewton ? { gaussNewton } : {}),
  };
}

/** The largest deviation of a solver from a case's trace; null for an unknown solver or parameter. */
export function solverDeviation(testCase: OptimizerCase, objective: Objective): number | null {
  const solver = solverById(testCase.optimizer);
  if (!solver) return null;
  const { lr, ...rest } = testCase.params;
  const given = (lr === undefined ? rest : { ...rest, learningRate: lr }) as ParamValues;
  if (Object.keys(given).some((name) => !Object.hasOwn(solver.params, name))) return null;
  const params = withDefaults(solver.params, given);
  const problem = smoothProblem(objective);
  let state = solver.start(Float64Array.from(testCase.trace[0]!.theta), params);
  let [step, worst] = [0, 0];
  for (const point of testCase.trace) {
    for (; step < point.step; step++) state = solver.step(problem, state, params);
    worst = Math.max(worst, relativeDeviation(state.theta, point.theta));
  }
  return worst;
}
