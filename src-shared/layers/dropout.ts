import { defineLayer, shapeOf } from './kind.ts';

/** Sets a share of the values to zero while training and scales the rest by 1 / (1 − rate) (Srivastava et al. 2014, inverted form). */
export const dropout = defineLayer({
  kind: 'dropout',
  family: 'core',
  params: {
    rate: { type: 'number', default: 0.3, min: 0, max: 1, maxExclusive: true, scale: 'linear', slider: [0, 0.9] },
  },
  outputShape: (input) => shapeOf(...input),
  weights: () => [],
});
