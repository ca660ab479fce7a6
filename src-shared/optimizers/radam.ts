import { decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/** RAdam: Adam whose adaptive rate waits until its variance is tractable (ρ > 5), and is rectified by r (PyTorch's form). */
export const radam = defineRule({
  id: 'radam',
  family: 'adaptiveMomentum',
  year: 2020,
  source: 'Liu et al. 2020, Algorithm 2',
  params: {
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: epsilon(1e-8),
  },
  slots: () => ['m', 'v'],
  memories: () => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    { param: 'beta2', of: 'square', isAverage: true },
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const v = a.add(a.mul(h.beta2, slots.v), a.mul(a.sub(1, h.beta2), a.square(g)));
    const decayed = a.pow(h.beta2, t);
    const c2 = a.sub(1, decayed);
    const limit = a.named('ρ∞', a.sub(a.div(2, a.sub(1, h.beta2)), 1));
    const rho = a.named('ρ', a.sub(limit, a.div(a.mul(a.mul(2, t), decayed), c2)));
    const above = a.mul(a.mul(a.sub(rho, 4), a.sub(rho, 2)), limit);
    const below = a.mul(a.mul(a.sub(limit, 4), a.sub(limit, 2)), rho);
    const r = a.named('r', a.sqrt(a.div(above, below)));
    const mHat = a.named('m̂', a.div(m, a.sub(1, a.pow(h.beta1, t))));
    const adaptive = a.div(a.mul(r, a.sqrt(c2)), a.add(a.sqrt(v), h.epsilon));
    const step = a.named('d', a.where(a.sub(rho, 5), a.mul(mHat, adaptive), mHat));
    return { theta: a.sub(theta, a.mul(lr, step)), slots: { m, v } };
  },
});
