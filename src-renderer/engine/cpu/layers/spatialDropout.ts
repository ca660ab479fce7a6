import { shapeSize } from '#shared/layers/kind.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** Drops whole channels: one word of the update's stream for every row and channel, for all places alike. */
export const spatialDropout: CpuLayerKind = (site) => {
  const { kernels, params, inputShape, mayOverwriteInput, mostRows, room } = site;
  const rate = Number(params.rate);
  const channels = inputShape.at(-1) ?? 1;
  const places = shapeSize(inputShape) / channels;
  const { least, scale } = keptWords(rate);
  const [ones, factors] = rate === 0 ? [0, 0] : [room(channels), room(channels)];
  if (rate > 0) new Float32Array(kernels.memory.buffer, ones, mostRows * channels).fill(1);
  const own = rate === 0 || mayOverwriteInput ? null : room(places * channels);
  return {
    gradientInPlace: true,
    keepsOutput: false,
    forward(x, _weights, rows, mask) {
      if (!mask || rate === 0) return x;
      kernels.dropout(ones, factors, rows * channels, mask.k1, mask.k2, least, scale);
      const y = own ?? x;
      kernels.scaleChannels(x, factors, y, rows, places, channels);
      return y;
    },
    backward({ dy, rows, mask }) {
      if (mask && rate > 0) kernels.scaleChannels(dy, factors, dy, rows, places, channels);
    },
  };
};
