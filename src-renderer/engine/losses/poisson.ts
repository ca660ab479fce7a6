import * as tf from '@tensorflow/tfjs';
import { flat, ownGradient } from './ownGradient.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** Below this z the softplus is eᶻ in float32, and its logarithm z. */
const FLAT = -20;

function softplus(z: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(z), tf.log1p(tf.exp(tf.neg(tf.abs(z)))));
}

/** Chooses by z; what is not chosen is computed from a z that does no harm. */
function whereFlat(z: tf.Tensor, flatValue: tf.Tensor, of: (bounded: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.where(tf.less(z, FLAT), flatValue, of(tf.maximum(z, FLAT)));
}

const meanPoisson = ownGradient(
  (z, y) => {
    const logRate = whereFlat(z, z, (bounded) => tf.log(softplus(bounded)));
    return tf.mean(tf.sub(softplus(z), tf.mul(y, logRate)));
  },
  (z, y) => {
    const slope = whereFlat(z, tf.onesLike(z), (bounded) => tf.div(tf.sigmoid(bounded), softplus(bounded)));
    return tf.div(tf.sub(tf.sigmoid(z), tf.mul(y, slope)), z.size);
  },
);

/** λ − y log λ, λ = softplus(z); the score is the mean |λ − y|. */
export const poisson: TensorLoss = {
  loss: (logits, targets) => meanPoisson(flat(logits), targets),
  score: (logits, targets) => tf.mean(tf.abs(tf.sub(softplus(flat(logits)), targets))),
};
