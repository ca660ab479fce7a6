import * as tf from '@tensorflow/tfjs';

/** A gate of a recurrent cell by its `recurrentActivation`, differentiable once. */
export function openGate(recurrentActivation: string, x: tf.Tensor): tf.Tensor {
  return recurrentActivation === 'hardSigmoid' ? hardSigmoid(x) : tf.sigmoid(x);
}

/**
 * clip(0.2 x + 0.5, 0, 1). The gradient is our own: TF.js's clipping passes it on at the two ends as well, where every other path of ours has
 * slope 0.
 */
const hardSigmoid = tf.customGrad((x, save) => {
  const y = tf.clipByValue(tf.add(tf.mul(x as tf.Tensor, 0.2), 0.5), 0, 1);
  (save as tf.GradSaveFunc)([y]);
  const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor =>
    tf.mul(dy, tf.mul(0.2, tf.cast(tf.logicalAnd(tf.greater(saved!, 0), tf.less(saved!, 1)), 'float32')));
  return { value: y, gradFunc };
});
