import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve.ts';
import type { Forward } from './forward.ts';

/** Cross-correlation along [batch, length, channels], as over a picture of height 1, plus a bias per filter. */
export const conv1d: Forward = ({ x, weights: [kernel, bias], params }) => {
  const picture = tf.expandDims(x, 1) as tf.Tensor4D;
  const y = convolve(picture, tf.expandDims(kernel!, 0) as tf.Tensor4D, {
    strides: [1, Number(params.strides)],
    dilation: [1, Number(params.dilationRate)],
    padding: String(params.padding),
  });
  return tf.add(tf.squeeze(y, [1]), bias!);
};
