import { shapeSize } from '#shared/layers/kind.ts';
import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** The largest value of every channel over all places, through the activation of the layer before; its place is kept for the way back. */
export const globalMaxPooling: CpuLayerKind = (site) => {
  const { kernels, needsInputGradient } = site;
  const channels = site.inputShape.at(-1) ?? 1;
  const length = shapeSize(site.inputShape) / channels;
  const activation = cpuActivation(site, channels);
  const [y, places] = [site.room(channels), site.room(channels)];
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, _weights, rows) {
      kernels.globalMaxPool(x, y, places, rows, length, channels);
      activation.apply(y, rows, channels);
      return y;
    },
    backward({ y: out, dy, dx, rows }) {
      if (!needsInputGradient) return;
      activation.backward(out, dy, rows, channels);
      kernels.globalMaxPoolGradient(dy, places, dx, rows, length, channels);
    },
  };
};
