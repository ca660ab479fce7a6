import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Every place of [batch, height, width, channels] becomes size × size equal ones. */
export const upSampling2d: Forward = ({ x, params }) => {
  const [, height = 1, width = 1] = x.shape;
  const size = Number(params.size);
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [size * height, size * width]);
};
