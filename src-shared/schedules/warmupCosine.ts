import { cosineBetween, defineSchedule, rateParam, stepsParam } from './schedule.ts';

/** Straight from η₀ up to η_max, then half a cosine down to η_min. */
export const warmupCosine = defineSchedule({
  id: 'warmup_cosine',
  source: 'Goyal et al. 2017 (warm-up); Loshchilov & Hutter 2017 (cosine)',
  params: {
    lr0: rateParam(0),
    lr_max: rateParam(0.1),
    lr_min: rateParam(0),
    warmup_steps: stepsParam(100),
    decay_steps: stepsParam(1000),
  },
  rate: (k, { lr0, lr_max, lr_min, warmup_steps, decay_steps }) => {
    if (k < warmup_steps) return lr0 + ((lr_max - lr0) * k) / warmup_steps;
    return cosineBetween(lr_max, lr_min, Math.min(k - warmup_steps, decay_steps) / decay_steps);
  },
});
