import { decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/** AdaBelief: Adam that divides by how far g strays from its average: s ← β₂s + (1 − β₂)(g − m)² + ε, with the new m. */
export const adabelief = defineRule({
  id: 'adabelief',
  family: 'adaptiveMomentum',
  year: 2020,
  source: 'Zhuang et al. 2020, Algorithm 2',
  params: {
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: { ...epsilon(1e-16), slider: [1e-20, 1e-1] },
  },
  slots: () => ['m', 's'],
  memories: () => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    { param: 'beta2', of: 'square', isAverage: true },
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const spread = a.square(a.sub(g, m));
    const s = a.add(a.add(a.mul(h.beta2, slots.s), a.mul(a.sub(1, h.beta2), spread)), h.epsilon);
    const mHat = a.named('m̂', a.div(m, a.sub(1, a.pow(h.beta1, t))));
    const sHat = a.named('ŝ', a.div(s, a.sub(1, a.pow(h.beta2, t))));
    return { theta: a.sub(theta, a.mul(lr, a.div(mHat, a.add(a.sqrt(sHat), h.epsilon)))), slots: { m, s } };
  },
});
