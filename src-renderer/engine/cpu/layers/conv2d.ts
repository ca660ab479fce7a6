import { convolution } from './convolution.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { dilatedConvolution } from './dilatedConvolution.ts';
import { pictureWindow } from './window.ts';

/** y = activation(x ⋆ kernel + b) over [height, width, channels]. */
export const conv2d: CpuLayerKind = (site) => {
  const { kernelSize, strides, padding, dilationRate } = site.params;
  const params = { size: Number(kernelSize), stride: Number(strides), padding, dilation: Number(dilationRate) };
  const window = pictureWindow(site.inputShape, site.outputShape, params);
  return params.dilation > 1 ? dilatedConvolution(site, window) : convolution(site, window);
};
