import * as tf from '@tensorflow/tfjs';
import { dense } from './dense.ts';
import type { Forward } from './forward.ts';

/** A dense layer at every step: the steps of all samples are its rows. */
export const timeDistributed: Forward = (input) => {
  const [rows = 0, steps = 0, features = 0] = input.x.shape;
  const y = dense({ ...input, x: tf.reshape(input.x, [rows * steps, features]) });
  return tf.reshape(y, [rows, steps, -1]);
};
