import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** The largest value of every window of [batch, height, width, channels]. */
export const maxPooling2d: Forward = ({ x, params }) => {
  const size = Number(params.poolSize);
  return tf.maxPool(x as tf.Tensor4D, size, size, params.padding as 'same' | 'valid');
};
