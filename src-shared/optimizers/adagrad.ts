import { accumulator, coefficient, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * AdaGrad: s ← s + g²; θ ← θ − η g / √(s + ε) (`inside`) or η g / (√s + ε) (`outside`).
 * Keras 3: inside, start 0.1, ε 1e-7. PyTorch: outside, start 0, ε 1e-10. `lr_decay`: η / (1 + k·decay), k = t − 1 (PyTorch).
 */
export const adagrad = defineRule({
  id: 'adagrad',
  family: 'adaptive',
  year: 2011,
  source: 'Duchi, Hazan & Singer 2011; Goodfellow, Bengio & Courville 2016, Algorithm 8.4',
  params: {
    learningRate: learningRate(0.01),
    epsilon: epsilon(1e-7),
    eps_place: { type: 'choice', default: 'inside', choices: ['inside', 'outside'] },
    initial_accumulator: accumulator(0.1),
    lr_decay: coefficient(1, 'd'),
  },
  slots: () => ['s'],
  initialSlot: (_slot, h) => Number(h.initial_accumulator),
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const s = a.add(slots.s, a.square(g));
    const rate = h.lr_decay === 0 ? lr : a.div(lr, a.add(1, a.mul(a.sub(t, 1), h.lr_decay)));
    const root = h.eps_place === 'inside' ? a.sqrt(a.add(s, h.epsilon)) : a.add(a.sqrt(s), h.epsilon);
    return { theta: a.sub(theta, a.mul(rate, a.div(g, root))), slots: { s } };
  },
});
