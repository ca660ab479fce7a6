import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** Adds noise from the update's stream. Never in place: it changes signs, which an activation before may still need. */
export const gaussianNoise: CpuLayerKind = ({ kernels, params, inputShape, room }) => {
  const deviation = Number(params.stddev);
  const values = shapeSize(inputShape);
  const y = deviation === 0 ? 0 : room(values);
  return {
    gradientInPlace: true,
    keepsOutput: false,
    forward(x, _weights, rows, mask) {
      if (!mask || deviation === 0) return x;
      kernels.addNoise(x, y, rows * values, mask.k1, mask.k2, deviation);
      return y;
    },
    backward: () => undefined,
  };
};
