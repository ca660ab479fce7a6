import { decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * Adadelta: E ← ρE + (1 − ρ)g²; u = √(D + ε)/√(E + ε) · g with the new E and the old D; D ← ρD + (1 − ρ)u²; θ ← θ − ηu. Zeiler's
 * rule has no rate (η = 1; PyTorch's default); Keras uses 0.001, with which it hardly moves.
 */
export const adadelta = defineRule({
  id: 'adadelta',
  family: 'adaptive',
  year: 2012,
  source: 'Zeiler 2012, Algorithm 1',
  params: { learningRate: learningRate(1), rho: decayRate(0.9, 'ρ'), epsilon: epsilon(1e-6) },
  slots: () => ['E', 'D'],
  memories: () => [{ param: 'rho', of: 'square', isAverage: true }],
  update(a, { theta, grad: g, slots, learningRate: lr, h }) {
    const kept = a.sub(1, h.rho);
    const E = a.add(a.mul(h.rho, slots.E), a.mul(kept, a.square(g)));
    const u = a.named('u', a.mul(a.div(a.sqrt(a.add(slots.D, h.epsilon)), a.sqrt(a.add(E, h.epsilon))), g));
    const D = a.add(a.mul(h.rho, slots.D), a.mul(kept, a.square(u)));
    return { theta: a.sub(theta, a.mul(lr, u)), slots: { E, D } };
  },
});
