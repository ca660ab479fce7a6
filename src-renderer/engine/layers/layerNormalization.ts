import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';
import { scaleAndShift } from './normalization.ts';

/** Normalises [batch, …, channels] along its last axis, row by row. */
export const layerNormalization: Forward = (input) => {
  const { x, params } = input;
  const { gamma, beta } = scaleAndShift(input);
  const deviation = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(deviation), -1, true);
  const normal = tf.mul(deviation, tf.rsqrt(tf.add(variance, Number(params.epsilon))));
  return tf.add(tf.mul(normal, gamma), beta);
};
