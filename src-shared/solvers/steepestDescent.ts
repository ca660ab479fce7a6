import { exactLineSearch } from './lineSearch.ts';
import { defineSolver, gtolParam } from './solver.ts';
import { addScaled, norm, scaled } from './vector.ts';

/** Steepest descent: straight down the gradient to the first minimum along it. Successive gradients are orthogonal: it zig-zags. */
export const steepestDescent = defineSolver({
  id: 'steepest_descent',
  family: 'secondOrder',
  year: 1847,
  source: 'Cauchy 1847; Goodfellow, Bengio & Courville 2016, section 8.6.2',
  params: { line_search: { type: 'choice', default: 'exact', choices: ['exact'] }, gtol: gtolParam },
  vectors: () => [],
  start: (theta) => ({ theta, memory: null, gradientEvaluations: 0, done: false }),
  step(problem, state, { gtol }) {
    const gradient = problem.gradient(state.theta);
    if (norm(gradient) < gtol) return { ...state, done: true };
    const direction = scaled(gradient, -1);
    const search = exactLineSearch(problem, state.theta, direction);
    if (!search) return { ...state, done: true };
    return {
      ...state,
      theta: addScaled(state.theta, search.step, direction),
      gradientEvaluations: state.gradientEvaluations + 1 + search.evaluations,
    };
  },
});
