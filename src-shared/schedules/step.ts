import { defineSchedule, factorParam, rateParam, stepsParam } from './schedule.ts';

/** η₀ γ^⌊k/n⌋. */
export const step = defineSchedule({
  id: 'step',
  source: 'PyTorch StepLR',
  params: { lr0: rateParam(0.1), gamma: factorParam(0.1), step_size: stepsParam(1000) },
  rate: (k, { lr0, gamma, step_size }) => lr0 * gamma ** Math.floor(k / step_size),
});
