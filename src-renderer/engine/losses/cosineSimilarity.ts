import * as tf from '@tensorflow/tfjs';
import { oneHot } from './oneHot.ts';
import { ownGradient } from './ownGradient.ts';
import { accuracy } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

const EPSILON = 1e-12;

function parts(z: tf.Tensor, wanted: tf.Tensor) {
  const squares = tf.sum(tf.square(z), 1, true);
  const own = tf.sum(tf.mul(z, wanted), 1, true);
  return { squares, own, length: tf.sqrt(tf.maximum(squares, EPSILON)) };
}

const meanCosine = ownGradient(
  (z, wanted) => {
    const { own, length } = parts(z, wanted);
    return tf.neg(tf.mean(tf.div(own, length)));
  },
  (z, wanted) => {
    const { squares, own, length } = parts(z, wanted);
    // (own / ‖z‖) · (z / ‖z‖) / ‖z‖: no cube, which float32 could not hold.
    const along = tf.div(tf.mul(tf.div(own, length), tf.div(z, length)), length);
    const turning = tf.mul(along, tf.cast(tf.greater(squares, EPSILON), 'float32'));
    return tf.div(tf.sub(turning, tf.div(wanted, length)), z.shape[0]!);
  },
);

/** −z_y / ‖z‖; targets are class indices. */
export const cosineSimilarity: TensorLoss = {
  loss: (logits, targets) => meanCosine(logits, oneHot(logits, targets)),
  score: accuracy,
};
