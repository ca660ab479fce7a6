import { defineSchedule, rateParam, stepsParam } from './schedule.ts';

/** (η₀ − η_end)(1 − k/n)^p + η_end for k ≤ n, then η_end. */
export const polynomial = defineSchedule({
  id: 'polynomial',
  source: 'Keras PolynomialDecay',
  params: {
    lr0: rateParam(0.1),
    lr_end: rateParam(0.001),
    decay_steps: stepsParam(1000),
    power: { type: 'number', default: 1, min: 0, minExclusive: true, max: 10, scale: 'linear' },
  },
  rate: (k, { lr0, lr_end, decay_steps, power }) =>
    (lr0 - lr_end) * (1 - Math.min(k, decay_steps) / decay_steps) ** power + lr_end,
});
