import { cautiousStep, gradientAt, lineSearchParam, moved, searchAlong } from './searchAlong.ts';
import { begun, defineSolver, gtolParam, MOST_PARAMETERS, type PackedMemory } from './solver.ts';
import { addScaled, dot, norm, scaled, type Vector } from './vector.ts';

interface Memory {
  readonly gradient: Vector;
  readonly direction: Vector;
  /** α · d·g of the last step: the next one is tried where it would promise as much (Nocedal & Wright 2006, section 3.5). */
  readonly promised: number;
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
    line_search: lineSearchParam,
    gtol: gtolParam,
  },
  mostParameters: () => MOST_PARAMETERS,
  vectors: () => ['g', 'd'],
  start: (theta) => begun<Memory | null>(theta, null),
  step(problem, state, { beta_rule, line_search, gtol }) {
    const { gradient, asked } = gradientAt(problem, state);
    if (norm(gradient) < gtol) return { ...state, gradientEvaluations: state.gradientEvaluations + asked, done: true };
    const direction = nextDirection(gradient, state.memory, beta_rule);
    const slope = dot(direction, gradient);
    const first = state.memory ? state.memory.promised / slope : cautiousStep(gradient);
    const search = searchAlong(problem, state, line_search, { direction, gradient, first, slopeLeft: 0.1 });
    const memory = { gradient, direction, promised: (search.step ?? 0) * slope };
    return moved(state, memory, { direction, asked, gtol }, search);
  },
  pack: (memory) => (memory ? { ...memory } : {}),
  unpack: (packed) => (isMemory(packed) ? packed : null),
});

function isMemory(packed: PackedMemory): packed is PackedMemory & Memory {
  return 'direction' in packed;
}

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
