import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Drops whole channels: the mask of [batch, channels] for all places between them alike. */
export const spatialDropout: Forward = ({ x, mask }) => {
  if (!mask) return x;
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const places = x.shape.slice(1, -1).map(() => 1);
  return tf.mul(x, tf.reshape(mask.apply(tf.ones([batch, channels])), [batch, ...places, channels]));
};
