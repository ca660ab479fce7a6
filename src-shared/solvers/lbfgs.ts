import { cautiousStep, gradientAt, moved, searchAlong, type Search } from './searchAlong.ts';
import { begun, defineSolver, gtolParam, MOST_PARAMETERS, type PackedMemory } from './solver.ts';
import { addScaled, dot, norm, scaled, type Vector } from './vector.ts';

interface Pair {
  readonly s: Vector;
  readonly y: Vector;
}

interface Memory {
  readonly pairs: readonly Pair[];
  readonly previous: { readonly theta: Vector; readonly gradient: Vector } | null;
}

/** Numbers kept at most: 160 MB. */
const MOST_KEPT = 20_000_000;

/** Pairs with less curvature than this would spoil the approximation. */
const MIN_CURVATURE = 1e-10;

/**
 * L-BFGS: the two-loop recursion over the last (s, y) pairs, started from (s·y / y·y) I. Line search `wolfe`, `exact`, or `none`: first step
 * min(1, 1/|g|₁) η, then η (PyTorch's LBFGS without line search).
 */
export const lbfgs = defineSolver({
  id: 'lbfgs',
  family: 'secondOrder',
  year: 1989,
  source: 'Liu & Nocedal 1989; Nocedal & Wright 2006, Algorithm 7.4',
  params: {
    history: { type: 'integer', default: 10, min: 1, max: 1000, scale: 'log', slider: [1, 100], symbol: 'm' },
    line_search: { type: 'choice', default: 'wolfe', choices: ['wolfe', 'exact', 'none'] },
    learningRate: {
      type: 'number',
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1e6,
      scale: 'log',
      slider: [1e-3, 10],
      symbol: 'η',
      when: { name: 'line_search', is: ['none'] },
    },
    gtol: gtolParam,
  },
  mostParameters: ({ history }) => Math.min(MOST_PARAMETERS, Math.floor(MOST_KEPT / (2 * history + 2))),
  // The last θ and its gradient, and the pairs learnt from the steps before.
  vectors: ({ history }) => ['θ', 'g', ...Array.from({ length: history }, (_, i) => [`s${i + 1}`, `y${i + 1}`]).flat()],
  start: (theta) => begun<Memory>(theta, { pairs: [], previous: null }),
  step(problem, state, { history, line_search, learningRate, gtol }) {
    const { theta } = state;
    const { gradient, asked } = gradientAt(problem, state);
    if (norm(gradient) < gtol) return { ...state, gradientEvaluations: state.gradientEvaluations + asked, done: true };
    const pairs = remember(state.memory, theta, gradient, history);
    const direction = twoLoop(gradient, pairs);
    const first = state.memory.previous === null ? cautiousStep(gradient) : 1;
    const search: Search =
      line_search === 'none'
        ? { step: first * learningRate, evaluations: 0 }
        : searchAlong(problem, state, line_search, { direction, gradient, first, slopeLeft: 0.9 });
    return moved(state, { pairs, previous: { theta, gradient } }, { direction, asked, gtol }, search);
  },
  pack({ pairs, previous }) {
    const named = pairs.map(({ s, y }, i) => ({ [`s${i + 1}`]: s, [`y${i + 1}`]: y }));
    return Object.assign({}, previous, ...named) as PackedMemory;
  },
  unpack({ theta, gradient, ...rest }) {
    if (!isVector(theta) || !isVector(gradient)) return { pairs: [], previous: null };
    const count = Object.keys(rest).length / 2;
    const pairs = Array.from({ length: count }, (_, i) => ({ s: rest[`s${i + 1}`], y: rest[`y${i + 1}`] }));
    return { pairs: pairs.filter(isPair), previous: { theta, gradient } };
  },
});

function isVector(value: unknown): value is Vector {
  return value instanceof Float64Array;
}

function isPair(pair: { s: unknown; y: unknown }): pair is Pair {
  return isVector(pair.s) && isVector(pair.y);
}

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
