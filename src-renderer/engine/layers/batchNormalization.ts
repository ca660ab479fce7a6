import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';
import { scaleAndShift } from './normalization.ts';

/** Normalises [batch, …, channels] by the moments of the batch in training, by the running averages else or where it is frozen. */
export const batchNormalization: Forward = (input) => {
  const { x, params, isTraining, isFrozen, setState } = input;
  const { gamma, beta, state, stateAt } = scaleAndShift(input);
  const [movingMean, movingVariance] = state as [tf.Tensor, tf.Tensor];
  const epsilon = Number(params.epsilon);
  if (!isTraining || isFrozen) {
    const factor = tf.mul(gamma, tf.rsqrt(tf.add(movingVariance, epsilon)));
    return tf.add(tf.mul(tf.sub(x, movingMean), factor), beta);
  }
  const rows = tf.reshape(x, [-1, gamma.size]);
  const mean = tf.mean(rows, 0);
  const variance = tf.mean(tf.square(tf.sub(rows, mean)), 0);
  const momentum = Number(params.momentum);
  const follow = (running: tf.Tensor, batch: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(running, momentum), tf.mul(batch, 1 - momentum));
  setState(stateAt, follow(movingMean, mean));
  setState(stateAt + 1, follow(movingVariance, variance));
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  return tf.reshape(normalizeBatch(rows, gamma, beta, mean, inverse), x.shape);
};

/** [rows, channels] normalised by its own mean and 1 / √(σ² + ε); the gradient goes through both (Ioffe & Szegedy 2015, section 3). */
function normalizeBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  mean: tf.Tensor,
  inverse: tf.Tensor,
): tf.Tensor {
  const normalize = tf.customGrad((...inputs) => {
    const [rows, scale, shift, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const normal = tf.mul(tf.sub(rows, mean), inverse);
    save([normal, scale, inverse]);
    return { value: tf.add(tf.mul(normal, scale), shift), gradFunc: batchGradients };
  });
  return normalize(x, gamma, beta);
}

function batchGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [normal, gamma, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
  const rows = dy.shape[0]!;
  const dBeta = tf.sum(dy, 0);
  const dGamma = tf.sum(tf.mul(dy, normal), 0);
  const means = tf.add(tf.div(dBeta, rows), tf.mul(normal, tf.div(dGamma, rows)));
  return [tf.mul(tf.sub(dy, means), tf.mul(gamma, inverse)), dGamma, dBeta];
}
