import { defineLayer, shapeOf } from './kind.ts';

/** Adds normal noise of this standard deviation while training; does nothing when the model is used. */
export const gaussianNoise = defineLayer({
  kind: 'gaussianNoise',
  family: 'regularization',
  params: {
    stddev: { type: 'number', default: 0.1, min: 0, max: 100, scale: 'linear', slider: [0, 1] },
  },
  outputShape: (input) => shapeOf(...input),
  weights: () => [],
});
