import { convolution } from './convolution.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow } from './window.ts';

/** y = activation(x ⋆ kernel + b) over [height, width, channels]. */
export const conv2d: CpuLayerKind = (site) => {
  const { kernelSize, strides, padding } = site.params;
  const window = { size: Number(kernelSize), stride: Number(strides), padding };
  return convolution(site, pictureWindow(site.inputShape, site.outputShape, window));
};
