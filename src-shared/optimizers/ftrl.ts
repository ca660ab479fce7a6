import { accumulator, coefficient, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/**
 * FTRL-Proximal as in Keras and TensorFlow, p = −`lr_power`: n′ = n + g²; z ← z + g + 2λₛθ − (n′ᵖ − nᵖ)/η · θ;
 * θ ← 0 where |z| ≤ λ₁, else −(z − sign(z)λ₁) / (n′ᵖ/η + 2λ₂ + b/η). z starts at 0, so the first update forgets part of the start weights.
 */
export const ftrl = defineRule({
  id: 'ftrl',
  family: 'adaptive',
  year: 2013,
  source: 'McMahan et al. 2013, Algorithm 1; Keras',
  params: {
    learningRate: learningRate(0.001),
    lr_power: { type: 'number', default: -0.5, min: -2, max: 0, scale: 'linear', symbol: 'r' },
    initial_accumulator: accumulator(0.1),
    l1: coefficient(1e6, 'λ₁'),
    l2: coefficient(1e6, 'λ₂'),
    l2_shrinkage: coefficient(1e6, 'λₛ'),
    beta: coefficient(1e6, 'b'),
  },
  slots: () => ['n', 'z'],
  initialSlot: (slot, h) => (slot === 'n' ? Number(h.initial_accumulator) : 0),
  update(a, { theta, grad: g, slots, learningRate: lr, h }) {
    const p = a.named('p', a.sub(0, h.lr_power));
    const n = a.add(slots.n, a.square(g));
    const sigma = a.named('σ', a.div(a.sub(a.pow(n, p), a.pow(slots.n, p)), lr));
    const shrunk = h.l2_shrinkage === 0 ? g : a.add(g, a.mul(a.mul(2, h.l2_shrinkage), theta));
    const z = a.sub(a.add(slots.z, shrunk), a.mul(sigma, theta));
    const scaled = a.div(a.pow(n, p), lr);
    const steadied = h.l2 === 0 ? scaled : a.add(scaled, a.mul(2, h.l2));
    const q = a.named('q', h.beta === 0 ? steadied : a.add(steadied, a.div(h.beta, lr)));
    if (h.l1 === 0) return { theta: a.sub(0, a.div(z, q)), slots: { n, z } };
    const beyond = a.sub(0, a.div(a.sub(z, a.mul(a.sign(z), h.l1)), q));
    return { theta: a.where(a.sub(a.abs(z), h.l1), beyond, 0), slots: { n, z } };
  },
});
