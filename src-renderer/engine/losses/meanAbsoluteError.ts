import * as tf from '@tensorflow/tfjs';
import type { TensorLoss } from './tensorLoss.ts';

/** Mean |z − y| over the rows. */
export function meanAbsolute(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(tf.reshape(logits, [-1]), targets)));
}

export const meanAbsoluteError: TensorLoss = { loss: meanAbsolute, score: meanAbsolute };
