import { decayRate, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Nesterov's accelerated gradient.
 * - `lookahead`: g at θ + βv; v ← βv − ηg; θ ← θ + v (Sutskever et al. 2013, eq. 3–4)
 * - `keras`: g at θ; v ← βv − ηg; θ ← θ + βv − ηg (the same path seen at θ + βv)
 * - `torch`: g at θ; v ← βv + g; θ ← θ − η(g + βv)
 */
export const nesterov = defineRule({
  id: 'nesterov',
  family: 'descent',
  year: 1983,
  source: 'Nesterov 1983; Sutskever, Martens, Dahl & Hinton 2013, eq. 3–4',
  params: {
    learningRate: learningRate(0.01),
    beta: decayRate(0.9, 'β'),
    form: { type: 'choice', default: 'keras', choices: ['keras', 'lookahead', 'torch'] },
  },
  slots: () => ['v'],
  lookahead(a, { theta, slots, h }) {
    return h.form === 'lookahead' ? a.add(theta, a.mul(h.beta, slots.v)) : null;
  },
  memories: () => [{ param: 'beta', of: 'gradient', isAverage: false }],
  update(a, { theta, grad: g, slots, learningRate: lr, h }) {
    if (h.form === 'torch') {
      const v = a.add(a.mul(h.beta, slots.v), g);
      return { theta: a.sub(theta, a.mul(lr, a.add(g, a.mul(h.beta, v)))), slots: { v } };
    }
    const v = a.sub(a.mul(h.beta, slots.v), a.mul(lr, g));
    if (h.form === 'lookahead') return { theta: a.add(theta, v), slots: { v } };
    return { theta: a.sub(a.add(theta, a.mul(h.beta, v)), a.mul(lr, g)), slots: { v } };
  },
});
