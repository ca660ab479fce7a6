import * as tf from '@tensorflow/tfjs';
import { flat, ownGradient } from './ownGradient.ts';
import { signAccuracy } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** −1 for class 0, 1 for class 1. */
function side(classes: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(2, classes), 1);
}

function shortOf(z: tf.Tensor, classes: tf.Tensor): tf.Tensor {
  return tf.sub(1, tf.mul(side(classes), z));
}

const meanHinge = ownGradient(
  (z, y) => tf.mean(tf.relu(shortOf(z, y))),
  (z, y) => tf.div(tf.mul(tf.neg(side(y)), tf.cast(tf.greater(shortOf(z, y), 0), 'float32')), z.size),
);

/** One logit per row; targets are class 0 or 1. */
export const hinge: TensorLoss = {
  loss: (logits, targets) => meanHinge(flat(logits), targets),
  score: signAccuracy,
};
