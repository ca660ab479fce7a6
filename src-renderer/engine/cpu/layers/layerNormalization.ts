import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { scaleAndShift } from './normalization.ts';

/** Normalises along the last axis, row by row. */
export const layerNormalization: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const columns = site.inputShape.at(-1) ?? 1;
  const places = shapeSize(site.inputShape) / columns;
  const epsilon = Number(params.epsilon);
  const { gamma, beta, dGamma, dBeta } = scaleAndShift(site);
  const y = site.room(places * columns);
  const moments = site.room(2 * places);
  site.scratch(kernels.normalizationScratch(columns));
  return {
    gradientInPlace: true,
    keepsOutput: false,
    forward(x, own, rows) {
      kernels.normalizeRows(x, y, rows * places, columns, gamma(own), beta(own), epsilon, moments);
      return y;
    },
    backward({ x, weights: own, gradients, dy, rows }) {
      const count = rows * places;
      if (!isFrozen)
        kernels.normalizeRowsWeightGradients(x, dy, count, columns, moments, dGamma(gradients), dBeta(gradients));
      if (needsInputGradient) kernels.normalizeRowsGradient(x, dy, dy, count, columns, gamma(own), moments);
    },
  };
};
