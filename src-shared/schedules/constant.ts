import { defineSchedule, rateParam } from './schedule.ts';

/** η. */
export const constant = defineSchedule({
  id: 'constant',
  source: 'Robbins & Monro 1951 (without their decay)',
  params: { lr: rateParam(0.01) },
  rate: (_k, { lr }) => lr,
});
