import type { ParamSpecs, ValuesOf } from '../domain/params.ts';
import type { Matrix, Vector } from './vector.ts';

/** The Hessian of f, or the Gauss–Newton matrix, which is positive semi-definite everywhere. */
export type Curvature = 'hessian' | 'gauss_newton';

/** A smooth function in double precision, as far as a solver asks for it. */
export interface SmoothProblem {
  value(theta: Vector): number;
  gradient(theta: Vector): Vector;
  hessian?(theta: Vector): Matrix;
  /** 2 JᵀJ of a sum of squares; positive semi-definite everywhere. */
  gaussNewton?(theta: Vector): Matrix;
  /** Multiplies with the curvature at θ where there is no matrix of it: a network's would not fit. */
  curvature?(theta: Vector, kind: Curvature): (vector: Vector) => Vector;
  /** Gradients that one such product costs, or one column of the Hessian; 1 where absent. */
  readonly productCost?: number;
}

/** What a line search has computed where it ended: the next step need not ask again. */
export interface Known {
  readonly value: number;
  readonly gradient: Vector;
}

/** Where a solver is; `memory` is its own business and survives a copy. */
export interface SolverState<M> {
  readonly theta: Vector;
  readonly memory: M;
  /** Gradients and curvature products asked for so far: the honest cost beside first-order rules. */
  readonly gradientEvaluations: number;
  /** Nothing more to gain: the gradient is below gtol, or no step goes down. */
  readonly done: boolean;
  /** The factor of the last direction; null before the first step. */
  readonly stepLength: number | null;
  /** At θ; null where nobody has computed it. */
  readonly known: Known | null;
}

/** A memory as named numbers and vectors of the length of θ: what a checkpoint can hold. */
export type PackedMemory = Readonly<Record<string, Vector | number>>;

/** A rule that needs more than one gradient per update: line searches, curvature, memory of directions. */
export interface Solver<P extends ParamSpecs = ParamSpecs, M = unknown> {
  readonly id: string;
  readonly family: 'secondOrder';
  readonly year: number;
  readonly source: string;
  readonly params: P;
  /** Parameters of the largest model it trains: what it keeps and solves grows with them. */
  mostParameters(params: ValuesOf<P>): number;
  /** Vectors of the length of θ that it keeps from update to update. */
  vectors(params: ValuesOf<P>): readonly string[];
  start(theta: Vector, params: ValuesOf<P>): SolverState<M>;
  step(problem: SmoothProblem, state: SolverState<M>, params: ValuesOf<P>): SolverState<M>;
  pack(memory: M): PackedMemory;
  unpack(packed: PackedMemory): M;
}

/** Keeps the literal types of params and memory while checking the contract. */
export function defineSolver<const P extends ParamSpecs, M>(solver: Solver<P, M>): Solver<P, M> {
  return solver;
}

/** The state before the first step. */
export function begun<M>(theta: Vector, memory: M): SolverState<M> {
  return { theta, memory, gradientEvaluations: 0, done: false, stepLength: null, known: null };
}

/** Numbers of a model that solvers keep vectors of; beyond, update rules are the better choice. */
export const MOST_PARAMETERS = 200_000;

export const gtolParam = {
  type: 'number',
  default: 1e-12,
  min: 0,
  max: 1,
  scale: 'log',
  slider: [1e-15, 1e-2],
} as const;
