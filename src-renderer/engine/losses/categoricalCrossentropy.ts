import * as tf from '@tensorflow/tfjs';
import type { TensorLoss } from './tensorLoss.ts';

/** Shifted by the row's maximum, so neither exp nor log leaves float32. */
function shifted(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(logits, tf.max(logits, 1, true));
}

// Own gradient (softmax − one-hot) / rows: TF.js's clipped version has gradient 0 where a wrong class is certain.
const meanCrossentropy = tf.customGrad((logits, oneHot, save) => {
  const z = shifted(logits as tf.Tensor2D);
  const logSum = tf.log(tf.sum(tf.exp(z), 1));
  const value = tf.mean(tf.sub(logSum, tf.sum(tf.mul(z, oneHot as tf.Tensor), 1)));
  (save as tf.GradSaveFunc)([logits as tf.Tensor, oneHot as tf.Tensor]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedLogits, savedOneHot] = saved as [tf.Tensor2D, tf.Tensor2D];
      const exps = tf.exp(shifted(savedLogits));
      const softmax = tf.div(exps, tf.sum(exps, 1, true));
      const gradient = tf.div(tf.sub(softmax, savedOneHot), savedLogits.shape[0]);
      return [tf.mul(dy, gradient), tf.zerosLike(savedOneHot)];
    },
  };
});

/** −log softmax(z)[y]; targets are class indices. */
export const categoricalCrossentropy: TensorLoss = {
  loss: (logits, targets) => {
    const oneHot = tf.oneHot(tf.cast(targets, 'int32'), logits.shape[1], 1, 0, 'float32');
    return meanCrossentropy(logits, oneHot) as tf.Scalar;
  },
  score: (logits, targets) =>
    tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.cast(targets, 'int32')), 'float32')) as tf.Scalar,
};
