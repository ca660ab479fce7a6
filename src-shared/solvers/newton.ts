import { StudioError } from '../result.ts';
import { begun, defineSolver } from './solver.ts';
import { addScaled, solveLinear } from './vector.ts';

/**
 * Newton's method: θ ← θ − α (H + damping·I)⁻¹ g. Undamped with α = 1 it jumps to the stationary point of the local quadratic,
 * be it a minimum or a saddle.
 */
export const newton = defineSolver({
  id: 'newton',
  family: 'secondOrder',
  year: 1685,
  source: 'Goodfellow, Bengio & Courville 2016, Algorithm 8.8',
  params: {
    alpha: { type: 'number', default: 1, min: 0, minExclusive: true, max: 2, scale: 'linear', symbol: 'α' },
    damping: { type: 'number', default: 0, min: 0, max: 1e6, scale: 'linear', slider: [0, 10], symbol: 'λ' },
  },
  mostParameters: () => 500,
  vectors: () => [],
  start: (theta) => begun(theta, null),
  step(problem, state, { alpha, damping }) {
    if (!problem.hessian) throw new StudioError('hessianMissing', {});
    const { theta } = state;
    const damped = problem.hessian(theta).map((row, i) => row.map((value, j) => (i === j ? value + damping : value)));
    const step = solveLinear(damped, problem.gradient(theta));
    const gradientEvaluations = state.gradientEvaluations + 1 + theta.length * (problem.productCost ?? 1);
    if (!step) return { ...state, gradientEvaluations, done: true };
    return { ...state, theta: addScaled(theta, -alpha, step), gradientEvaluations, stepLength: alpha };
  },
  pack: () => ({}),
  unpack: () => null,
});
