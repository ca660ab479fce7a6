import { defineLayer, shapeOf } from './kind.ts';
import { learnedScaleAndShift, normalizationParams } from './normalization.ts';

/** y = γ (x − μ) / √(σ² + ε) + β with the mean and variance of x along its last axis, row by row (Ba, Kiros & Hinton 2016); as in Keras, no state. */
export const layerNormalization = defineLayer({
  kind: 'layerNormalization',
  family: 'normalization',
  params: normalizationParams,
  outputShape: (input) => shapeOf(...input),
  weights: learnedScaleAndShift,
});
