import { learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/** Stochastic gradient descent: θ ← θ − η g. Batch, mini-batch and single-sample descent are batch sizes, not rules. */
export const sgd = defineRule({
  id: 'sgd',
  family: 'descent',
  year: 1951,
  source: 'Robbins & Monro 1951; Goodfellow, Bengio & Courville 2016, Algorithm 8.1',
  params: { learningRate: learningRate(0.01) },
  slots: () => [],
  update(a, { theta, grad: g, learningRate: lr }) {
    return { theta: a.sub(theta, a.mul(lr, g)), slots: {} };
  },
});
