import type * as tf from '@tensorflow/tfjs';

/** The tensor version of a loss of `src-shared/losses`: means over the rows, from logits. Call inside tf.tidy. */
export interface TensorLoss {
  /** Mean loss; differentiable with respect to the logits [rows, units]. Targets [rows]: class indices or values. */
  loss(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar;
  /** Mean over the rows of the metric shown beside the loss. */
  score(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar;
}
