import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** The mean of every channel over all places: [batch, …, channels] → [batch, channels]. */
export const globalAveragePooling: Forward = ({ x }) => tf.mean(x, placesOf(x));

/** The axes between the batch and the channels. */
export function placesOf(x: tf.Tensor): number[] {
  return x.shape.slice(1, -1).map((_, axis) => axis + 1);
}
