import { coefficient, decayRate, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Delta-bar-delta: every parameter has its own rate e (from η) and a trace b of past gradients: e ← e + κ where b and g agree,
 * e ← e(1 − φ) where they differ; b ← (1 − ϑ)g + ϑb; θ ← θ − eg. For full batches only: noise looks like disagreement.
 */
export const deltaBarDelta = defineRule({
  id: 'delta_bar_delta',
  family: 'adaptive',
  year: 1988,
  source: 'Jacobs 1988',
  params: {
    learningRate: learningRate(0.01),
    kappa: { ...coefficient(1e3, 'κ'), default: 0.01, slider: [0, 1] },
    phi: { ...coefficient(1, 'φ'), default: 0.1 },
    theta: decayRate(0.7, 'ϑ'),
  },
  slots: () => ['e', 'b'],
  initialSlot: (slot, h) => (slot === 'e' ? Number(h.learningRate) : 0),
  memories: () => [{ param: 'theta', of: 'gradient', isAverage: true }],
  update(a, { theta, grad: g, slots, h }) {
    const agree = a.mul(slots.b, g);
    const shrunk = a.where(a.sub(0, agree), a.mul(slots.e, a.sub(1, h.phi)), slots.e);
    const e = a.where(agree, a.add(slots.e, h.kappa), shrunk);
    const b = a.add(a.mul(a.sub(1, h.theta), g), a.mul(h.theta, slots.b));
    return { theta: a.sub(theta, a.mul(e, g)), slots: { e, b } };
  },
});
