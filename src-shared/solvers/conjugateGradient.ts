import { exactLineSearch } from './lineSearch.ts';
import { defineSolver, gtolParam } from './solver.ts';
import { addScaled, dot, norm, scaled, type Vector } from './vector.ts';

interface Memory {
  readonly gradient: Vector;
  readonly direction: Vector;
}

/**
 * Nonlinear conjugate gradient: d = −g + B d₋₁, B = g·g / g₋₁·g₋₁ (Fletcher–Reeves) or max(0, g·(g − g₋₁) / g₋₁·g₋₁) (Polak–Ribière+);
 * restarted with −g when d does not descend. On a quadratic of n dimensions n updates reach the minimum.
 */
export const conjugateGradient = defineSolver({
  id: 'nonlinear_cg',
  family: 'secondOrder',
  year: 1964,
  source: 'Fletcher & Reeves 1964; Polak & Ribière 1969; Goodfellow, Bengio & Courville 2016, Algorithm 8.9',
  params: {
    beta_rule: { type: 'choice', default: 'polak_ribiere_plus', choices: ['fletcher_reeves', 'polak_ribiere_plus'] },
    line_search: { type: 'choice', default: 'exact', choices: ['exact'] },
    gtol: gtolParam,
  },
  vectors: () => ['g', 'd'],
  start: (theta) => ({ theta, memory: null as Memory | null, gradientEvaluations: 0, done: false }),
  step(problem, state, { beta_rule, gtol }) {
    const gradient = problem.gradient(state.theta);
    if (norm(gradient) < gtol) return { ...state, done: true };
    const direction = nextDirection(gradient, state.memory, beta_rule);
    const search = exactLineSearch(problem, state.theta, direction);
    if (!search) return { ...state, done: true };
    return {
      theta: addScaled(state.theta, search.step, direction),
      memory: { gradient, direction },
      gradientEvaluations: state.gradientEvaluations + 1 + search.evaluations,
      done: false,
    };
  },
});

function nextDirection(
  gradient: Vector,
  memory: Memory | null,
  rule: 'fletcher_reeves' | 'polak_ribiere_plus',
): Vector {
  const steepest = scaled(gradient, -1);
  if (!memory) return steepest;
  const before = dot(memory.gradient, memory.gradient);
  const beta =
    rule === 'fletcher_reeves'
      ? dot(gradient, gradient) / before
      : Math.max(0, (dot(gradient, gradient) - dot(gradient, memory.gradient)) / before);
  const direction = addScaled(steepest, beta, memory.direction);
  return dot(direction, gradient) >= 0 ? steepest : direction;
}
