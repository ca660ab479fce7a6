import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/**
 * The largest value of every channel over all places: [batch, …, channels] → [batch, channels]. The gradient goes to one place, the first of
 * equals: TF.js's own would go to all of them in full.
 */
export const globalMaxPooling: Forward = ({ x }) => {
  const channels = x.shape.at(-1)!;
  return largest(tf.reshape(x, [x.shape[0]!, -1, channels]) as tf.Tensor3D);
};

function largest(x: tf.Tensor3D): tf.Tensor {
  const [batch, length, channels] = x.shape;
  const pool = tf.customGrad((input, save) => {
    const values = input as tf.Tensor;
    (save as tf.GradSaveFunc)([tf.argMax(values, 1)]);
    const gradFunc = (dy: tf.Tensor, [places]: tf.Tensor[]): tf.Tensor => {
      const numbers = tf.reshape(tf.range(0, length, 1, 'int32'), [1, length, 1]);
      const isThere = tf.equal(numbers, tf.reshape(places!, [batch, 1, channels]));
      return tf.mul(tf.cast(isThere, 'float32'), tf.reshape(dy, [batch, 1, channels]));
    };
    return { value: tf.max(values, 1), gradFunc };
  });
  return pool(x);
}
