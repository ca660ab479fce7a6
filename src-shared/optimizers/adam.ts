import type { Algebra, Term } from '../algebra/algebra.ts';
import { decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Adam: m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ; ε in one of three places:
 * - `after_correction`: θ ← θ − η (m/c₁) / (√(v/c₂) + ε) (Kingma & Ba 2015, Algorithm 1; PyTorch, ε 1e-8)
 * - `eps_hat`: θ ← θ − η √c₂/c₁ · m / (√v + ε) (Kingma & Ba, end of section 2; Keras, ε 1e-7)
 * - `inside`: θ ← θ − η (m/c₁) / √(v/c₂ + ε)
 *
 * AMSGrad keeps the largest v so far: `max_then_correct` (PyTorch, Keras) or `paper` (Reddi et al. 2018, Algorithm 2, no correction).
 */
export const adam = defineRule({
  id: 'adam',
  family: 'adaptiveMomentum',
  year: 2015,
  source: 'Kingma & Ba 2015, Algorithm 1; Reddi, Kale & Kumar 2018, Algorithm 2 (AMSGrad)',
  params: {
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: epsilon(1e-8),
    eps_place: { type: 'choice', default: 'after_correction', choices: ['after_correction', 'eps_hat', 'inside'] },
    amsgrad: { type: 'choice', default: 'none', choices: ['none', 'max_then_correct', 'paper'] },
  },
  slots: (h) => (h.amsgrad === 'none' ? ['m', 'v'] : ['m', 'v', 'vMax']),
  // AMSGrad keeps the largest average for ever: its β₂ says nothing about forgetting.
  memories: (h) => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    ...(h.amsgrad === 'none' ? [{ param: 'beta2', of: 'square', isAverage: true } as const] : []),
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const v = a.add(a.mul(h.beta2, slots.v), a.mul(a.sub(1, h.beta2), a.square(g)));
    const vMax = h.amsgrad === 'none' ? v : a.maximum(slots.vMax, v);
    const next = { m, v, vMax };
    if (h.amsgrad === 'paper')
      return { theta: a.sub(theta, a.div(a.mul(lr, m), a.add(a.sqrt(vMax), h.epsilon))), slots: next };
    const c1 = a.sub(1, a.pow(h.beta1, t));
    const c2 = a.sub(1, a.pow(h.beta2, t));
    return {
      theta: a.sub(theta, correctedStep(a, { m, v: vMax, c1, c2, lr, epsilon: h.epsilon, place: h.eps_place })),
      slots: next,
    };
  },
});

interface Corrected<T> {
  m: Term<T>;
  v: Term<T>;
  c1: Term<T>;
  c2: Term<T>;
  lr: Term<T>;
  epsilon: Term<T>;
  place: 'after_correction' | 'eps_hat' | 'inside';
}

function correctedStep<T>(a: Algebra<T>, { m, v, c1, c2, lr, epsilon, place }: Corrected<T>): Term<T> {
  if (place === 'eps_hat') return a.mul(a.mul(lr, a.div(a.sqrt(c2), c1)), a.div(m, a.add(a.sqrt(v), epsilon)));
  const mHat = a.named('m̂', a.div(m, c1));
  const vHat = a.named('v̂', a.div(v, c2));
  const root = place === 'inside' ? a.sqrt(a.add(vHat, epsilon)) : a.add(a.sqrt(vHat), epsilon);
  return a.mul(lr, a.div(mHat, root));
}
