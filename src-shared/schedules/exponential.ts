import { defineSchedule, elapsed, factorParam, rateParam, stepsParam } from './schedule.ts';

/** η₀ r^(k/n), in stairs if asked. */
export const exponential = defineSchedule({
  id: 'exponential',
  source: 'Keras ExponentialDecay; PyTorch ExponentialLR (n = 1)',
  params: {
    lr0: rateParam(0.1),
    rate: factorParam(0.96),
    decay_steps: stepsParam(1000),
    staircase: { type: 'boolean', default: false },
  },
  rate: (k, { lr0, rate, decay_steps, staircase }) => lr0 * rate ** elapsed(k, decay_steps, staircase),
});
