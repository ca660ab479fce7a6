import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** [batch, values] → [batch, n, values]. */
export const repeatVector: Forward = ({ x, params }) => tf.tile(tf.expandDims(x, 1), [1, Number(params.n), 1]);
