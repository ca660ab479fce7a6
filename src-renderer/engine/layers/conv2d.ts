import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve.ts';
import type { Forward } from './forward.ts';

/** Cross-correlation over [batch, height, width, channels], plus a bias per filter. */
export const conv2d: Forward = ({ x, weights: [kernel, bias], params }) => {
  const [stride, gap] = [Number(params.strides), Number(params.dilationRate)];
  const plan = { strides: [stride, stride], dilation: [gap, gap], padding: String(params.padding) } as const;
  return tf.add(convolve(x as tf.Tensor4D, kernel as tf.Tensor4D, plan), bias!);
};
