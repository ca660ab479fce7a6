import { learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Rprop: every parameter has its own step Δ, grown by η₊ while its gradient keeps its sign, shrunk by η₋ where it flips (that
 * gradient then counts as 0); θ ← θ − sign(g)Δ. PyTorch's form, without weight backtracking. For full batches: noise flips signs.
 */
export const rprop = defineRule({
  id: 'rprop',
  family: 'adaptive',
  year: 1993,
  source: 'Riedmiller & Braun 1993',
  params: {
    learningRate: learningRate(0.01),
    eta_minus: {
      type: 'number',
      default: 0.5,
      min: 0,
      minExclusive: true,
      max: 1,
      maxExclusive: true,
      scale: 'linear',
      symbol: 'η₋',
    },
    eta_plus: {
      type: 'number',
      default: 1.2,
      min: 1,
      minExclusive: true,
      max: 10,
      scale: 'linear',
      slider: [1.01, 2],
      symbol: 'η₊',
    },
    step_min: { type: 'number', default: 1e-6, min: 0, max: 1, scale: 'log', slider: [1e-9, 1e-2], symbol: 'Δmin' },
    step_max: { type: 'number', default: 50, min: 1e-6, max: 1e6, scale: 'log', slider: [1e-2, 100], symbol: 'Δmax' },
  },
  slots: () => ['Δ', 'ĝ'],
  initialSlot: (slot, h) => (slot === 'Δ' ? Number(h.learningRate) : 0),
  update(a, { theta, grad: g, slots, h }) {
    const s = a.named('s', a.sign(a.mul(g, slots.ĝ)));
    const flipped = a.sub(0, s);
    const factor = a.named('ξ', a.where(s, h.eta_plus, a.where(flipped, h.eta_minus, 1)));
    const Δ = a.minimum(a.maximum(a.mul(slots.Δ, factor), h.step_min), h.step_max);
    const ĝ = a.where(flipped, 0, g);
    return { theta: a.sub(theta, a.mul(a.sign(ĝ), Δ)), slots: { Δ, ĝ } };
  },
});
