import * as tf from '@tensorflow/tfjs';
import { targetShape } from '#shared/layers/reshape.ts';
import type { Forward } from './forward.ts';

/** The same values with other axes behind the batch. */
export const reshape: Forward = ({ x, params: { size1, size2, size3 } }) => {
  const sizes = { size1: Number(size1), size2: Number(size2), size3: Number(size3) };
  return tf.reshape(x, [x.shape[0]!, ...targetShape(x.shape.slice(1), sizes)!]);
};
