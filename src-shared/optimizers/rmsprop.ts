import { coefficient, decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * RMSprop: s ← ρs + (1 − ρ)g²; θ ← θ − η g / √(s + ε) (`inside`, Keras) or η g / (√s + ε) (`outside`, PyTorch).
 * `centered` divides by the spread instead: s − m² with m ← ρm + (1 − ρ)g (Graves 2013).
 * With `momentum` μ > 0: `lr_in` b ← μb + ηg/d, θ ← θ − b (Keras); `lr_out` b ← μb + g/d, θ ← θ − ηb (PyTorch).
 */
export const rmsprop = defineRule({
  id: 'rmsprop',
  family: 'adaptive',
  year: 2012,
  source: 'Tieleman & Hinton 2012, Lecture 6.5; Goodfellow, Bengio & Courville 2016, Algorithm 8.5',
  params: {
    learningRate: learningRate(0.001),
    rho: decayRate(0.9, 'ρ'),
    epsilon: epsilon(1e-7),
    eps_place: { type: 'choice', default: 'inside', choices: ['inside', 'outside'] },
    centered: { type: 'boolean', default: false },
    momentum: { ...coefficient(1, 'μ'), maxExclusive: true },
    momentum_form: { type: 'choice', default: 'lr_in', choices: ['lr_in', 'lr_out'] },
  },
  slots: (h) => ['s', ...(h.centered ? (['m'] as const) : []), ...(h.momentum !== 0 ? (['b'] as const) : [])],
  memories: (h) => [
    { param: 'rho', of: 'square', isAverage: true },
    ...(h.momentum === 0 ? [] : [{ param: 'momentum', of: 'step', isAverage: false } as const]),
  ],
  update(a, { theta, grad: g, slots, learningRate: lr, h }) {
    const s = a.add(a.mul(h.rho, slots.s), a.mul(a.sub(1, h.rho), a.square(g)));
    const m = h.centered ? a.add(a.mul(h.rho, slots.m), a.mul(a.sub(1, h.rho), g)) : 0;
    const w = h.centered ? a.sub(s, a.square(m)) : s;
    const d = h.eps_place === 'inside' ? a.sqrt(a.add(w, h.epsilon)) : a.add(a.sqrt(w), h.epsilon);
    const step = a.div(g, d);
    if (h.momentum === 0) return { theta: a.sub(theta, a.mul(lr, step)), slots: { s, m, b: 0 } };
    const b = a.add(a.mul(h.momentum, slots.b), h.momentum_form === 'lr_in' ? a.mul(lr, step) : step);
    return { theta: a.sub(theta, h.momentum_form === 'lr_in' ? b : a.mul(lr, b)), slots: { s, m, b } };
  },
});
