import { defineLayer, shapeOf } from './kind.ts';
import { lastAxisWeight, learnedScaleAndShift, normalizationParams } from './normalization.ts';

/**
 * y = γ (x − μ) / √(σ² + ε) + β for each entry of the last axis (Ioffe & Szegedy 2015). While it trains μ and σ² (divided by the count) are those of
 * the batch, and running averages r ← momentum r + (1 − momentum) batch follow them; when the model answers, or the layer is frozen, they are
 * the running averages. As in Keras.
 */
export const batchNormalization = defineLayer({
  kind: 'batchNormalization',
  family: 'normalization',
  params: {
    momentum: {
      type: 'number',
      default: 0.99,
      min: 0,
      max: 1,
      maxExclusive: true,
      scale: 'linear',
      slider: [0, 0.999],
    },
    ...normalizationParams,
  },
  outputShape: (input) => shapeOf(...input),
  weights: (input, params) => [
    ...learnedScaleAndShift(input, params),
    lastAxisWeight(input, 'movingMean', 'zeros', true),
    lastAxisWeight(input, 'movingVariance', 'ones', true),
  ],
});
