import { coefficient, decayRate, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Momentum, in three scalings. With a constant rate `lr_in` and `lr_out` give one path; once the rate changes they part.
 * - `lr_in`: v ← βv − ηg, θ ← θ + v (Polyak 1964; Goodfellow et al. eq. 8.15–8.16; Keras)
 * - `lr_out`: v ← βv + (1 − d)g, θ ← θ − ηv (PyTorch; the first update takes v = g whatever the dampening d)
 * - `ema`: v ← βv + (1 − β)g, θ ← θ − ηv
 */
export const momentum = defineRule({
  id: 'momentum',
  family: 'descent',
  year: 1964,
  source: 'Polyak 1964; Goodfellow, Bengio & Courville 2016, eq. 8.15–8.16',
  params: {
    learningRate: learningRate(0.01),
    beta: decayRate(0.9, 'β'),
    form: { type: 'choice', default: 'lr_in', choices: ['lr_in', 'lr_out', 'ema'] },
    dampening: coefficient(1, 'd'),
  },
  slots: () => ['v'],
  memories: ({ form }) => [{ param: 'beta', of: 'gradient', isAverage: form === 'ema' }],
  update(a, { theta, grad: g, slots, learningRate: lr, h, isFirst }) {
    if (h.form === 'lr_in') {
      const v = a.sub(a.mul(h.beta, slots.v), a.mul(lr, g));
      return { theta: a.add(theta, v), slots: { v } };
    }
    const share = h.form === 'ema' ? a.sub(1, h.beta) : h.dampening === 0 || isFirst ? 1 : a.sub(1, h.dampening);
    const v = a.add(a.mul(h.beta, slots.v), share === 1 ? g : a.mul(share, g));
    return { theta: a.sub(theta, a.mul(lr, v)), slots: { v } };
  },
});
