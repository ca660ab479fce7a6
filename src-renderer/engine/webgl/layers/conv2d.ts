import { convolve } from './convolve.ts';
import type { ProgramLayer } from './programLayer.ts';

/** activation(x ⋆ kernel + bias) over [batch, height, width, channels]. */
export const conv2d: ProgramLayer = (x, [kernel, bias = null], { params, ...site }) =>
  convolve(x, kernel!, bias, {
    ...site,
    strides: Number(params.strides),
    padding: params.padding as 'same' | 'valid',
    dilations: Number(params.dilationRate ?? 1),
  });
