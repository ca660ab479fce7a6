import { exactLineSearch } from './lineSearch.ts';
import { defineSolver, gtolParam } from './solver.ts';
import { addScaled, dot, norm, scaled, type Vector } from './vector.ts';

interface Pair {
  readonly s: Vector;
  readonly y: Vector;
}

interface Memory {
  readonly pairs: readonly Pair[];
  readonly previous: { readonly theta: Vector; readonly gradient: Vector } | null;
}

/** Pairs with less curvature than this would spoil the approximation. */
const MIN_CURVATURE = 1e-10;

/**
 * L-BFGS: the two-loop recursion over the last (s, y) pairs, started from (s·y / y·y) I. Line search `exact`, or `none`: first step
 * min(1, 1/|g|₁) η, then η (PyTorch's LBFGS without line search).
 */
export const lbfgs = defineSolver({
  id: 'lbfgs',
  family: 'secondOrder',
  year: 1989,
  source: 'Liu & Nocedal 1989; Nocedal & Wright 2006, Algorithm 7.4',
  params: {
    history: { type: 'integer', default: 10, min: 1, max: 1000, scale: 'log', slider: [1, 100] },
    line_search: { type: 'choice', default: 'exact', choices: ['exact', 'none'] },
    learningRate: {
      type: 'number',
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1e6,
      scale: 'log',
      slider: [1e-3, 10],
      symbol: 'η',
    },
    gtol: gtolParam,
  },
  // The last θ and its gradient, and the pairs learnt from the steps before.
  vectors: ({ history }) => ['θ', 'g', ...Array.from({ length: history }, (_, i) => [`s${i + 1}`, `y${i + 1}`]).flat()],
  start: (theta) => ({ theta, memory: { pairs: [], previous: null } as Memory, gradientEvaluations: 0, done: false }),
  step(problem, state, params) {
    const { theta } = state;
    const gradient = problem.gradient(theta);
    if (norm(gradient) < params.gtol) return { ...state, done: true };
    const pairs = remember(state.memory, theta, gradient, params.history);
    const direction = twoLoop(gradient, pairs);
    const first = state.memory.previous === null;
    const fixed =
      (first ? Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0)) : 1) * params.learningRate;
    const search =
      params.line_search === 'none' ? { step: fixed, evaluations: 0 } : exactLineSearch(problem, theta, direction);
    if (!search) return { ...state, done: true };
    return {
      theta: addScaled(theta, search.step, direction),
      memory: { pairs, previous: { theta, gradient } },
      gradientEvaluations: state.gradientEvaluations + 1 + search.evaluations,
      done: false,
    };
  },
});

function remember({ pairs, previous }: Memory, theta: Vector, gradient: Vector, history: number): readonly Pair[] {
  if (!previous) return pairs;
  const s = addScaled(theta, -1, previous.theta);
  const y = addScaled(gradient, -1, previous.gradient);
  return dot(s, y) > MIN_CURVATURE ? [...pairs, { s, y }].slice(-history) : pairs;
}

/** −H g with H the inverse Hessian the pairs suggest. */
function twoLoop(gradient: Vector, pairs: readonly Pair[]): Vector {
  const last = pairs.at(-1);
  if (!last) return scaled(gradient, -1);
  let q = gradient;
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y } = pairs[i]!;
    alphas[i] = dot(s, q) / dot(y, s);
    q = addScaled(q, -alphas[i]!, y);
  }
  let r = scaled(q, dot(last.s, last.y) / dot(last.y, last.y));
  pairs.forEach(({ s, y }, i) => (r = addScaled(r, alphas[i]! - dot(y, r) / dot(y, s), s)));
  return scaled(r, -1);
}
