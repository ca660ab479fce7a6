import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** [batch, values] → [batch, to − from + 1]. */
export const columns: Forward = ({ x, params }) => {
  const [from, to] = [Number(params.from), Number(params.to)];
  return tf.slice(x, [0, from - 1], [-1, to - from + 1]);
};
