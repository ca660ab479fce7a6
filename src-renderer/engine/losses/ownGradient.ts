import * as tf from '@tensorflow/tfjs';

type Of<T> = (z: tf.Tensor, targets: tf.Tensor) => T;

/** A loss of logits and targets whose gradient by the logits is written down, not derived: exact where TF.js's own saturates. */
export function ownGradient(value: Of<tf.Tensor>, gradient: Of<tf.Tensor>): Of<tf.Scalar> {
  const loss = tf.customGrad((z, y, save) => {
    (save as tf.GradSaveFunc)([z as tf.Tensor, y as tf.Tensor]);
    return {
      value: value(z as tf.Tensor, y as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedZ, savedY] = saved as [tf.Tensor, tf.Tensor];
        return [tf.mul(dy, gradient(savedZ, savedY)), tf.zerosLike(savedY)];
      },
    };
  });
  return (z, targets) => loss(z, targets) as tf.Scalar;
}

/** Logits of one unit as one number per row. */
export function flat(logits: tf.Tensor): tf.Tensor1D {
  return tf.reshape(logits, [-1]);
}
