import { StudioError } from '../result.ts';
import { begun, defineSolver, MOST_PARAMETERS, type Curvature, type SmoothProblem } from './solver.ts';
import { addScaled, dot, norm, product, scaled, type Vector } from './vector.ts';

interface Memory {
  readonly damping: number;
}

/**
 * Hessian-free optimisation: (C + λI) d = −g solved by conjugate gradients from d = 0, C the Hessian or Gauss–Newton matrix, which is only
 * ever multiplied. With `adaptive_damping` λ follows ρ, the gain against the model's promise (Martens 2010, section 4.1), and a step that
 * raises f is refused.
 */
export const hessianFree = defineSolver({
  id: 'hessian_free',
  family: 'secondOrder',
  year: 2010,
  source: 'Martens 2010',
  params: {
    curvature: { type: 'choice', default: 'gauss_newton', choices: ['gauss_newton', 'hessian'] },
    damping: { type: 'number', default: 1, min: 0, max: 1e6, scale: 'linear', slider: [0, 10], symbol: 'λ' },
    cg_max_iter: { type: 'integer', default: 20, min: 1, max: 10_000, scale: 'log' },
    cg_tol: { type: 'number', default: 0.01, min: 0, max: 1, scale: 'log', slider: [1e-15, 1e-1] },
    adaptive_damping: { type: 'boolean', default: true },
  },
  mostParameters: () => MOST_PARAMETERS,
  vectors: () => [],
  start: (theta, { damping }) => begun<Memory>(theta, { damping }),
  step(problem, state, params) {
    const { theta } = state;
    const { damping } = state.memory;
    const gradient = problem.gradient(theta);
    if (norm(gradient) === 0) return { ...state, gradientEvaluations: state.gradientEvaluations + 1, done: true };
    const times = curvatureAt(problem, theta, params.curvature);
    const { direction, residual, products } = solveByCg(times, damping, gradient, params.cg_max_iter, params.cg_tol);
    const gradientEvaluations = state.gradientEvaluations + 1 + products * (problem.productCost ?? 1);
    const next = addScaled(theta, 1, direction);
    if (!params.adaptive_damping) return { ...state, theta: next, gradientEvaluations, stepLength: 1 };
    const gained = problem.value(next) - problem.value(theta);
    const rho = gained / promise(gradient, direction, residual, damping);
    const adapted = rho < 0.25 ? damping * 1.5 : rho > 0.75 ? (damping * 2) / 3 : damping;
    const isTaken = gained <= 0;
    return {
      ...state,
      theta: isTaken ? next : theta,
      memory: { damping: adapted },
      gradientEvaluations,
      stepLength: isTaken ? 1 : 0,
    };
  },
  pack: ({ damping }) => ({ damping }),
  unpack: ({ damping }) => ({ damping: Number(damping) }),
});

/** g·d + ½ d·Cd, C without the damping: what is left of (C + λI) d = −g gives the product without another one. */
function promise(gradient: Vector, direction: Vector, residual: Vector, damping: number): number {
  const along = dot(gradient, direction);
  const curved = -along - dot(residual, direction) - damping * dot(direction, direction);
  return along + 0.5 * curved;
}

function curvatureAt(problem: SmoothProblem, theta: Vector, kind: Curvature): (vector: Vector) => Vector {
  if (problem.curvature) return problem.curvature(theta, kind);
  const matrix = kind === 'hessian' ? problem.hessian?.(theta) : problem.gaussNewton?.(theta);
  if (!matrix) throw new StudioError('curvatureMissing', { kind });
  return (vector) => product(matrix, vector);
}

/** Conjugate gradients on (C + λI) d = −g, stopped at |residual| ≤ tol·|g| or after so many products. */
function solveByCg(
  times: (vector: Vector) => Vector,
  damping: number,
  gradient: Vector,
  maxProducts: number,
  tolerance: number,
) {
  let direction: Vector = new Float64Array(gradient.length);
  let residual = scaled(gradient, -1);
  let search = residual;
  let products = 0;
  while (products < maxProducts && norm(residual) > tolerance * norm(gradient)) {
    const image = addScaled(times(search), damping, search);
    products += 1;
    const along = dot(search, image);
    if (along === 0) break;
    const before = dot(residual, residual);
    const alpha = before / along;
    direction = addScaled(direction, alpha, search);
    residual = addScaled(residual, -alpha, image);
    search = addScaled(residual, dot(residual, residual) / before, search);
  }
  return { direction, residual, products };
}
