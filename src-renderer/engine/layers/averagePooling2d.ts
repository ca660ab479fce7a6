import type * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';
import { averagePool, poolingPlan } from './pooling.ts';

/** The mean of every window of [batch, height, width, channels]. */
export const averagePooling2d: Forward = ({ x, params }) =>
  averagePool(x as tf.Tensor4D, poolingPlan(params, 'picture'));
