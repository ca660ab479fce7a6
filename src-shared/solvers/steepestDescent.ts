import { cautiousStep, gradientAt, lineSearchParam, moved, searchAlong } from './searchAlong.ts';
import { begun, defineSolver, gtolParam, MOST_PARAMETERS } from './solver.ts';
import { dot, norm, scaled } from './vector.ts';

interface Memory {
  /** α · d·g of the last step: the next one is tried where it would promise as much. 0 before the first. */
  readonly promised: number;
}

/**
 * Steepest descent: straight down the gradient to the first minimum along it (`exact`), or to a step that goes down enough (`wolfe`).
 * Exactly searched, successive gradients are orthogonal: it zig-zags.
 */
export const steepestDescent = defineSolver({
  id: 'steepest_descent',
  family: 'secondOrder',
  year: 1847,
  source: 'Cauchy 1847; Goodfellow, Bengio & Courville 2016, section 8.6.2',
  params: { line_search: lineSearchParam, gtol: gtolParam },
  mostParameters: () => MOST_PARAMETERS,
  vectors: () => [],
  start: (theta) => begun<Memory>(theta, { promised: 0 }),
  step(problem, state, { line_search, gtol }) {
    const { gradient, asked } = gradientAt(problem, state);
    if (norm(gradient) < gtol) return { ...state, gradientEvaluations: state.gradientEvaluations + asked, done: true };
    const direction = scaled(gradient, -1);
    const slope = -dot(gradient, gradient);
    const first = state.memory.promised < 0 ? state.memory.promised / slope : cautiousStep(gradient);
    const search = searchAlong(problem, state, line_search, { direction, gradient, first, slopeLeft: 0.1 });
    return moved(state, { promised: (search.step ?? 0) * slope }, { direction, asked, gtol }, search);
  },
  pack: ({ promised }) => ({ promised }),
  unpack: ({ promised }) => ({ promised: Number(promised) }),
});
