import type { ParamSpecs, ValuesOf } from '../domain/params.ts';
import type { Matrix, Vector } from './vector.ts';

/** A smooth function in double precision, as far as a solver asks for it. */
export interface SmoothProblem {
  value(theta: Vector): number;
  gradient(theta: Vector): Vector;
  hessian?(theta: Vector): Matrix;
  /** 2 JᵀJ of a sum of squares; positive semi-definite everywhere. */
  gaussNewton?(theta: Vector): Matrix;
}

/** Where a solver is; `memory` is its own business and survives a copy. */
export interface SolverState<M> {
  readonly theta: Vector;
  readonly memory: M;
  /** Gradients and curvature products asked for so far: the honest cost beside first-order rules. */
  readonly gradientEvaluations: number;
  /** Nothing more to gain: the gradient is below gtol. */
  readonly done: boolean;
}

/** A rule that needs more than one gradient per update: line searches, curvature, memory of directions. */
export interface Solver<P extends ParamSpecs = ParamSpecs, M = unknown> {
  readonly id: string;
  readonly family: 'secondOrder';
  readonly year: number;
  readonly source: string;
  readonly params: P;
  /** Vectors of the length of θ that it keeps from update to update. */
  vectors(params: ValuesOf<P>): readonly string[];
  start(theta: Vector, params: ValuesOf<P>): SolverState<M>;
  step(problem: SmoothProblem, state: SolverState<M>, params: ValuesOf<P>): SolverState<M>;
}

export function defineSolver<const P extends ParamSpecs, M>(solver: Solver<P, M>): Solver<P, M> {
  return solver;
}

export const gtolParam = {
  type: 'number',
  default: 1e-12,
  min: 0,
  max: 1,
  scale: 'log',
  slider: [1e-15, 1e-2],
} as const;
