import { decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Adamax: m as in Adam; u ← max(β₂u, |g|); θ ← θ − η/(1 − β₁ᵗ) · m/(u + ε) (`norm_plus_eps`, Keras), or with ε beside |g| and m/u
 * (`grad_plus_eps`, PyTorch). The paper has no ε.
 */
export const adamax = defineRule({
  id: 'adamax',
  family: 'adaptiveMomentum',
  year: 2015,
  source: 'Kingma & Ba 2015, section 7.1',
  params: {
    learningRate: learningRate(0.002),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: epsilon(1e-7),
    eps_place: { type: 'choice', default: 'norm_plus_eps', choices: ['norm_plus_eps', 'grad_plus_eps'] },
  },
  slots: () => ['m', 'u'],
  memories: () => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    { param: 'beta2', of: 'largest', isAverage: false },
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const besideNorm = h.eps_place === 'norm_plus_eps';
    const size = besideNorm ? a.abs(g) : a.add(a.abs(g), h.epsilon);
    const u = a.maximum(a.mul(h.beta2, slots.u), size);
    const rate = a.div(lr, a.sub(1, a.pow(h.beta1, t)));
    return { theta: a.sub(theta, a.mul(rate, a.div(m, besideNorm ? a.add(u, h.epsilon) : u))), slots: { m, u } };
  },
});
