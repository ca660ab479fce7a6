import { cosineBetween, defineSchedule, rateParam, stepsParam } from './schedule.ts';

/** Half a cosine from η₀ to η_min over n updates, then η_min. */
export const cosine = defineSchedule({
  id: 'cosine',
  source: 'Loshchilov & Hutter 2017, eq. 5 without restarts',
  params: { lr0: rateParam(0.1), lr_min: rateParam(0), decay_steps: stepsParam(1000) },
  rate: (k, { lr0, lr_min, decay_steps }) => cosineBetween(lr0, lr_min, Math.min(k, decay_steps) / decay_steps),
});
