import { coefficient, decayRate, epsilon, learningRate } from './hyperparameters.ts';
import { defineRule } from './rule.ts';

/** LAMB: Adam's step r (with λθ added) scaled per tensor by the trust ratio ‖θ‖/‖r‖, which is 1 where either norm is 0. */
export const lamb = defineRule({
  id: 'lamb',
  family: 'adaptiveMomentum',
  year: 2020,
  source: 'You et al. 2020, Algorithm 2',
  params: {
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'β₁'),
    beta2: decayRate(0.999, 'β₂'),
    epsilon: epsilon(1e-6),
    weight_decay: coefficient(1, 'λ'),
  },
  slots: () => ['m', 'v'],
  memories: () => [
    { param: 'beta1', of: 'gradient', isAverage: true },
    { param: 'beta2', of: 'square', isAverage: true },
  ],
  update(a, { theta, grad: g, slots, t, learningRate: lr, h }) {
    const m = a.add(a.mul(h.beta1, slots.m), a.mul(a.sub(1, h.beta1), g));
    const v = a.add(a.mul(h.beta2, slots.v), a.mul(a.sub(1, h.beta2), a.square(g)));
    const mHat = a.named('m̂', a.div(m, a.sub(1, a.pow(h.beta1, t))));
    const vHat = a.named('v̂', a.div(v, a.sub(1, a.pow(h.beta2, t))));
    const adam = a.div(mHat, a.add(a.sqrt(vHat), h.epsilon));
    const r = a.named('r', h.weight_decay === 0 ? adam : a.add(adam, a.mul(h.weight_decay, theta)));
    const [weight, step] = [a.norm(theta), a.norm(r)];
    const trust = a.named('τ', a.where(weight, a.where(step, a.div(weight, step), 1), 1));
    return { theta: a.sub(theta, a.mul(lr, a.mul(trust, r))), slots: { m, v } };
  },
});
