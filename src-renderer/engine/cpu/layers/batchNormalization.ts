import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { scaleAndShift } from './normalization.ts';

/** Normalises the last axis by the moments of the batch in training, by the running averages else or where it is frozen. */
export const batchNormalization: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const columns = site.inputShape.at(-1) ?? 1;
  const places = shapeSize(site.inputShape) / columns;
  const [epsilon, momentum] = [Number(params.epsilon), Number(params.momentum)];
  const { gamma, beta, state, dGamma, dBeta } = scaleAndShift(site);
  const y = site.room(places * columns);
  // The moments of the batch, for the way back: runs take turns only after it.
  const [mean, variance, zeros] = [site.keep(columns), site.keep(columns), site.keep(columns)];
  site.scratch(kernels.normalizationScratch(columns));
  return {
    gradientInPlace: true,
    keepsOutput: false,
    forward(x, own, rows, _mask, isTraining) {
      const count = rows * places;
      const [movingMean, movingVariance] = [state(own, 0), state(own, 1)];
      const usesBatch = isTraining && !isFrozen;
      if (usesBatch) {
        kernels.columnMoments(x, count, columns, mean, variance);
        kernels.updateRunning(movingMean, mean, columns, momentum);
        kernels.updateRunning(movingVariance, variance, columns, momentum);
      }
      const [middle, spread] = usesBatch ? [mean, variance] : [movingMean, movingVariance];
      kernels.normalizeColumns(x, y, count, columns, middle, spread, gamma(own), beta(own), epsilon);
      return y;
    },
    backward({ x, weights: own, gradients, dy, rows }) {
      const count = rows * places;
      if (isFrozen) {
        // Linear in x: the same factors, nothing taken away and nothing added.
        kernels.normalizeColumns(dy, dy, count, columns, zeros, state(own, 1), gamma(own), zeros, epsilon);
        return;
      }
      const [ofGamma, ofBeta] = [dGamma(gradients), dBeta(gradients)];
      kernels.normalizeColumnsWeightGradients(x, dy, count, columns, mean, variance, epsilon, ofGamma, ofBeta);
      if (!needsInputGradient) return;
      // prettier-ignore
      kernels.normalizeColumnsGradient(x, dy, dy, count, columns, mean, variance, gamma(own), epsilon, ofGamma, ofBeta);
    },
  };
};
