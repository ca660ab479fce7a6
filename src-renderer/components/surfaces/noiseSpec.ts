import type { NumberParam } from '#shared/domain/params.ts';

/** Standard deviation of the noise on every component of the gradient. */
export const noiseSpec: NumberParam = {
  type: 'number',
  default: 0,
  min: 0,
  max: 1e6,
  scale: 'linear',
  slider: [0, 4],
};
