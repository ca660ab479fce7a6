import type { ChoiceParam } from '../domain/params.ts';
import { exactLineSearch, type LineSearch } from './lineSearch.ts';
import type { Known, SmoothProblem, SolverState } from './solver.ts';
import { wolfeSearch } from './wolfeSearch.ts';
import { addScaled, norm, type Vector } from './vector.ts';

/** Searches that solvers with a direction can choose from: strong Wolfe conditions, or the zero of the slope to the last bit. */
export const lineSearchParam = {
  type: 'choice',
  default: 'wolfe',
  choices: ['wolfe', 'exact'],
} as const satisfies ChoiceParam;

export type Search = LineSearch & { readonly known?: Known | null };

/** What both searches need to know. `first` and `slopeLeft` are for Wolfe's. */
export interface Along {
  readonly direction: Vector;
  readonly gradient: Vector;
  readonly first: number;
  readonly slopeLeft: number;
}

/** The gradient at θ, and how many evaluations it took to know it: none where the last search ended there. */
export function gradientAt(
  problem: SmoothProblem,
  { theta, known }: SolverState<unknown>,
): { readonly gradient: Vector; readonly asked: number } {
  return known ? { gradient: known.gradient, asked: 0 } : { gradient: problem.gradient(theta), asked: 1 };
}

/** Searches along a direction from θ. */
export function searchAlong(
  problem: SmoothProblem,
  { theta, known }: SolverState<unknown>,
  kind: 'wolfe' | 'exact',
  { direction, gradient, first, slopeLeft }: Along,
): Search {
  if (kind === 'exact') return exactLineSearch(problem, theta, direction);
  const value = known?.value ?? problem.value(theta);
  return wolfeSearch(problem, { theta, direction, value, gradient, first, slopeLeft });
}

/** A first step that moves no parameter by more than 1. */
export function cautiousStep(gradient: Vector): number {
  return Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0));
}

/** The state after a search that took so many evaluations in all; done where it found no step, or where the slope at its end is below `gtol`. */
export function moved<M>(
  state: SolverState<M>,
  memory: M,
  { direction, asked, gtol }: { readonly direction: Vector; readonly asked: number; readonly gtol: number },
  { step, evaluations, known = null }: Search,
): SolverState<M> {
  const gradientEvaluations = state.gradientEvaluations + asked + evaluations;
  if (step === null) return { ...state, gradientEvaluations, done: true };
  return {
    theta: addScaled(state.theta, step, direction),
    memory,
    gradientEvaluations,
    stepLength: step,
    known,
    done: known !== null && norm(known.gradient) < gtol,
  };
}
