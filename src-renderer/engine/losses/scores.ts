import * as tf from '@tensorflow/tfjs';
import { flat } from './ownGradient.ts';

/** Share of the rows whose largest logit is that of their class. */
export function accuracy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.cast(targets, 'int32')), 'float32'));
}

/** The same for two classes and one logit: class 1 where it is above 0. */
export function signAccuracy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const isOne = tf.cast(tf.greater(flat(logits), 0), 'float32');
  return tf.mean(tf.cast(tf.equal(isOne, targets), 'float32'));
}

/** Mean |z − y| over the rows. */
export function meanAbsolute(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(flat(logits), targets)));
}
