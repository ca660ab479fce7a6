import * as tf from '@tensorflow/tfjs';

/** 1 where the unit is the row's class, else 0: as many columns as the logits have. */
export function oneHot(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D {
  return tf.oneHot(tf.cast(classes, 'int32'), logits.shape[1], 1, 0, 'float32') as tf.Tensor2D;
}
