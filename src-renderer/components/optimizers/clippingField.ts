import type { ClippingPlan } from '#shared/domain/experiment.ts';
import type { NumberParam } from '#shared/domain/params.ts';

/** What clipping begins with where it is switched on. */
export const usualClipping: ClippingPlan = { mode: 'global_norm', threshold: 1 };

/** The longest gradient, as a slider. */
export const thresholdSpec: NumberParam = {
  type: 'number',
  default: 1,
  min: 0,
  minExclusive: true,
  max: 1e6,
  scale: 'log',
  slider: [0.001, 1000],
};
