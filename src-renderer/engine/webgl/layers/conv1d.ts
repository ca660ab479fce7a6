import * as tf from '@tensorflow/tfjs';
import { convolve, type Convolution } from './convolve.ts';
import type { ProgramLayer } from './programLayer.ts';

/** activation(x ⋆ kernel + bias) along [batch, length, channels]: a convolution over pictures of height 1, which lie in a texture the same way. */
export const conv1d: ProgramLayer = (x, [kernel, bias = null], { params, ...site }) => {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [strides, dilation] = [Number(params.strides), Number(params.dilationRate)];
  const picture = tf.reshape(x, [batch, 1, length, channels]);
  const y = convolve(picture, tf.expandDims(kernel!, 0), bias, {
    ...site,
    strides: [1, strides],
    padding: paddingOf(String(params.padding), (kernel!.shape[0]! - 1) * dilation),
    dilations: [1, dilation],
  });
  return tf.squeeze(y, [1]);
};

/** 'causal' pads at the beginning alone, by all that the window reaches back. */
function paddingOf(padding: string, reach: number): Convolution['padding'] {
  if (padding !== 'causal') return padding as 'same' | 'valid';
  return [
    [0, 0],
    [0, 0],
    [reach, 0],
    [0, 0],
  ];
}
