import { defineSchedule, elapsed, factorParam, rateParam, stepsParam } from './schedule.ts';

/** η₀ / (1 + r k/n), in stairs if asked. */
export const inverseTime = defineSchedule({
  id: 'inverse_time',
  source: 'Keras InverseTimeDecay',
  params: {
    lr0: rateParam(0.1),
    rate: factorParam(0.5, 1000),
    decay_steps: stepsParam(1000),
    staircase: { type: 'boolean', default: false },
  },
  rate: (k, { lr0, rate, decay_steps, staircase }) => lr0 / (1 + rate * elapsed(k, decay_steps, staircase)),
});
