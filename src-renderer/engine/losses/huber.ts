import * as tf from '@tensorflow/tfjs';
import { flat, ownGradient } from './ownGradient.ts';
import { meanAbsolute } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** ½e² up to |e| = δ, from there on δ(|e| − ½δ). */
export function huber(delta: number): TensorLoss {
  const mean = ownGradient(
    (z, y) => {
      const error = tf.sub(z, y);
      const size = tf.abs(error);
      const far = tf.mul(delta, tf.sub(size, 0.5 * delta));
      return tf.mean(tf.where(tf.greater(size, delta), far, tf.mul(0.5, tf.square(error))));
    },
    (z, y) => tf.div(tf.clipByValue(tf.sub(z, y), -delta, delta), z.size),
  );
  return { loss: (logits, targets) => mean(flat(logits), targets), score: meanAbsolute };
}
