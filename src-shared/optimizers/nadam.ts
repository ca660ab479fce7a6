import { coefficient, decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Nadam: Adam with Nesterov's momentum. `schedule`: μₜ = β₁(1 − ½·0.96^(ψt)), Π their product, m̂ = μₜ₊₁m/(1 − Πμₜ₊₁) + (1 − μₜ)g/(1 − Π);
 * ψ = `momentum_decay` is 0.004 in Dozat 2016 and PyTorch, 1 in Keras 3. `simple`: m̂ = (β₁m + (1 − β₁)g)/(1 − β₁ᵗ).
 */
export const nadam = defineRule({
  id: 'nadam',
  family: 'adaptiveMomentum',
  year: 2016,
  source: 'Dozat 2016',
  params: {
    learningRate: learningRate(0.002),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: epsilon(1e-8),
    form: { type: 'choice', default: 'schedule', choices: ['schedule', 'simple'] },
    momentum_decay: { ...coefficient(1, 'ψ'), default: 0.004 },
  },
  slots: (h) => (h.form === 'schedule' ? ['m', 'v', 'Π'] : ['m', 'v']),
  scalarSlots: ['Π'],
  initialSlot: (slot) => (slot === 'Π' ? 1 : 0),
  memories: () => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    { param: 'beta2', of: 'square', isAverage: true },
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const v = a.add(a.mul(h.beta2, slots.v), a.mul(a.sub(1, h.beta2), a.square(g)));
    const root = a.add(a.sqrt(a.named('v̂', a.div(v, a.sub(1, a.pow(h.beta2, t))))), h.epsilon);
    if (h.form === 'simple') {
      const c1 = a.sub(1, a.pow(h.beta1, t));
      const mHat = a.named('m̂', a.add(a.div(a.mul(h.beta1, m), c1), a.div(a.mul(a.sub(1, h.beta1), g), c1)));
      return { theta: a.sub(theta, a.div(a.mul(lr, mHat), root)), slots: { m, v, Π: 1 } };
    }
    const muAt = (step: typeof t) => a.mul(h.beta1, a.sub(1, a.mul(0.5, a.pow(0.96, a.mul(h.momentum_decay, step)))));
    const mu = a.named('μ', muAt(t));
    const next = a.named('ν', muAt(a.add(t, 1)));
    const Π = a.mul(slots.Π, mu);
    const ahead = a.div(a.mul(next, m), a.sub(1, a.mul(Π, next)));
    const mHat = a.named('m̂', a.add(ahead, a.div(a.mul(a.sub(1, mu), g), a.sub(1, Π))));
    return { theta: a.sub(theta, a.div(a.mul(lr, mHat), root)), slots: { m, v, Π } };
  },
});
