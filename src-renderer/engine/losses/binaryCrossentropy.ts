import * as tf from '@tensorflow/tfjs';
import type { TensorLoss } from './tensorLoss.ts';

const meanCrossentropy = tf.customGrad((logits, targets, save) => {
  const [z, y] = [logits as tf.Tensor, targets as tf.Tensor];
  const value = tf.mean(tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log1p(tf.exp(tf.neg(tf.abs(z))))));
  (save as tf.GradSaveFunc)([z, y]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedZ, savedY] = saved as [tf.Tensor, tf.Tensor];
      const gradient = tf.div(tf.sub(tf.sigmoid(savedZ), savedY), savedZ.size);
      return [tf.mul(dy, gradient), tf.zerosLike(savedY)];
    },
  };
});

/** One logit per row; targets are class 0 or 1. */
export const binaryCrossentropy: TensorLoss = {
  loss: (logits, targets) => meanCrossentropy(tf.reshape(logits, [-1]), targets) as tf.Scalar,
  score: (logits, targets) => {
    const isOne = tf.cast(tf.greater(tf.reshape(logits, [-1]), 0), 'float32');
    return tf.mean(tf.cast(tf.equal(isOne, targets), 'float32')) as tf.Scalar;
  },
};
