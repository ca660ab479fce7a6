import * as tf from '@tensorflow/tfjs';
import { oneHot } from './oneHot.ts';
import { ownGradient } from './ownGradient.ts';
import { accuracy } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** Shifted by the row's maximum, so neither exp nor log leaves float32. */
function shifted(logits: tf.Tensor): tf.Tensor {
  return tf.sub(logits, tf.max(logits, 1, true));
}

// (softmax − one-hot) / rows: TF.js's clipped version has gradient 0 where a wrong class is certain.
const meanCrossentropy = ownGradient(
  (logits, wanted) => {
    const z = shifted(logits);
    return tf.mean(tf.sub(tf.log(tf.sum(tf.exp(z), 1)), tf.sum(tf.mul(z, wanted), 1)));
  },
  (logits, wanted) => {
    const exps = tf.exp(shifted(logits));
    return tf.div(tf.sub(tf.div(exps, tf.sum(exps, 1, true)), wanted), logits.shape[0]!);
  },
);

/** −log softmax(z)[y]; targets are class indices. */
export const categoricalCrossentropy: TensorLoss = {
  loss: (logits, targets) => meanCrossentropy(logits, oneHot(logits, targets)),
  score: accuracy,
};
