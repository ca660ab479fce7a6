import { withDefaults, type ParamValues, type ValuesOf } from '../domain/params.ts';
import { solverById } from '../solvers/index.ts';
import type { SmoothProblem, Solver } from '../solvers/solver.ts';
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

/** A solver with a case's parameters in the studio's names; null for an unknown solver or parameter. */
export function solverOf({ optimizer, params }: Pick<OptimizerCase, 'optimizer' | 'params'>): KnownSolver | null {
  const solver = solverById(optimizer);
  if (!solver) return null;
  const { lr, ...rest } = params;
  const given = (lr === undefined ? rest : { ...rest, learningRate: lr }) as ParamValues;
  if (Object.keys(given).some((name) => !Object.hasOwn(solver.params, name))) return null;
  return { solver, params: withDefaults(solver.params, given) };
}

export interface KnownSolver {
  readonly solver: Solver;
  readonly params: ValuesOf<Solver['params']>;
}

/** The largest deviation of a solver from a case's trace; null for an unknown solver or parameter, or a problem without what it asks for. */
export function solverDeviation(testCase: OptimizerCase, objective: Objective): number | null {
  const known = solverOf(testCase);
  if (!known) return null;
  const { solver, params } = known;
  const problem = smoothProblem(objective);
  let state = solver.start(Float64Array.from(testCase.trace[0]!.theta), params);
  let [step, worst] = [0, 0];
  for (const point of testCase.trace) {
    for (; step < point.step; step++) state = solver.step(problem, state, params);
    worst = Math.max(worst, relativeDeviation(state.theta, point.theta));
  }
  return worst;
}
