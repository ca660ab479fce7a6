import { defineSchedule, rateParam, stepsParam } from './schedule.ts';

/** (1 − k/τ)η₀ + (k/τ)η_τ for k < τ, then η_τ. */
export const linearDecay = defineSchedule({
  id: 'linear_decay',
  source: 'Goodfellow, Bengio & Courville 2016, eq. 8.14',
  params: { lr0: rateParam(0.1), lr_tau: rateParam(0.001), tau: stepsParam(1000) },
  rate: (k, { lr0, lr_tau, tau }) => (k < tau ? (1 - k / tau) * lr0 + (k / tau) * lr_tau : lr_tau),
});
