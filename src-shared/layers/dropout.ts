import { defineLayer, shapeOf } from './kind.ts';

/** Share of what is set to zero. */
export const dropoutRateParam = {
  type: 'number',
  default: 0.3,
  min: 0,
  max: 1,
  maxExclusive: true,
  scale: 'linear',
  slider: [0, 0.9],
} as const;

/** Sets a share of the values to zero while training and scales the rest by 1 / (1 − rate) (Srivastava et al. 2014, inverted form). */
export const dropout = defineLayer({
  kind: 'dropout',
  family: 'regularization',
  params: { rate: dropoutRateParam },
  outputShape: (input) => shapeOf(...input),
  weights: () => [],
});
