import type * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';
import { maxPool, poolingPlan } from './pooling.ts';

/** The largest value of every window of [batch, height, width, channels]. */
export const maxPooling2d: Forward = ({ x, params }) => maxPool(x as tf.Tensor4D, poolingPlan(params, 'picture'));
