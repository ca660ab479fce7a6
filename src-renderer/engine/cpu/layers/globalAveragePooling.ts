import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** The mean of every channel over all places: sums as of a bias gradient, in float64 at their end. */
export const globalAveragePooling: CpuLayerKind = (site) => {
  const { kernels, needsInputGradient } = site;
  const channels = site.inputShape.at(-1) ?? 1;
  const length = shapeSize(site.inputShape) / channels;
  const y = site.room(channels);
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      for (let row = 0; row < rows; row++)
        kernels.sumRows(x + 4 * row * length * channels, length, channels, y + 4 * row * channels);
      kernels.scale(y, rows * channels, 1 / length);
      return y;
    },
    backward({ dy, dx, rows }) {
      if (needsInputGradient) kernels.spreadOverPlaces(dy, dx, rows, length, channels, 1 / length);
    },
  };
};
