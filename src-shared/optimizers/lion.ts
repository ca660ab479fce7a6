import { coefficient, decayRate, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/** Lion: c = β₁m + (1 − β₁)g; θ ← θ − η(sign(c) + λθ); m ← β₂m + (1 − β₂)g. Every step has the size η. */
export const lion = defineRule({
  id: 'lion',
  family: 'adaptiveMomentum',
  year: 2023,
  source: 'Chen et al. 2023, Algorithm 2',
  params: {
    learningRate: learningRate(0.0001),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.99, 'β₂'),
    weight_decay: coefficient(1, 'λ'),
  },
  slots: () => ['m'],
  // β₁ mixes the newest gradient in; only β₂ remembers.
  memories: () => [{ param: 'beta2', of: 'gradient', isAverage: true }],
  update(a, { theta, grad: g, slots, learningRate: lr, h }) {
    const c = a.named('c', a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g)));
    const m = a.add(a.mul(h.beta2, slots.m), a.mul(a.sub(1, h.beta2), g));
    const direction = h.weight_decay === 0 ? a.sign(c) : a.add(a.sign(c), a.mul(h.weight_decay, theta));
    return { theta: a.sub(theta, a.mul(lr, direction)), slots: { m } };
  },
});
