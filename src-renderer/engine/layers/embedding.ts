import * as tf from '@tensorflow/tfjs';
import { sumRowsByToken } from '../webgl/tokenRows.ts';
import type { Forward } from './forward.ts';

/**
 * The table's row of every token: [batch, length] of ids → [batch, length, dim]. In training on WebGL `tokenPlaces` says where every token stands
 * (webgl/tokenRows.ts), and the gradient takes one program; elsewhere it is TF.js's own.
 */
export const embedding: Forward = ({ x, weights: [table], tokenPlaces }) => {
  const ids = tf.cast(x, 'int32');
  if (!tokenPlaces) return tf.gather(table!, ids);
  const lookUp = tf.customGrad((weights) => ({
    value: tf.gather(weights as tf.Tensor, ids),
    gradFunc: (dy: tf.Tensor) => sumRowsByToken(dy, tokenPlaces, table!.shape as [number, number]),
  }));
  return lookUp(table!);
};
