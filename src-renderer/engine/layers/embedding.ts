import * as tf from '@tensorflow/tfjs';
import { rowsOfTokens, sumRowsByToken } from '../webgl/programs/tableRows.ts';
import type { Forward } from './forward.ts';

/**
 * The table's row of every token: [batch, length] of ids → [batch, length, dim]. In training on WebGL `tokenPlaces` says where every token stands
 * (webgl/tokenRows.ts), and look-up and gradient take one program each; elsewhere it is TF.js's own.
 */
export const embedding: Forward = ({ x, weights: [table], tokenPlaces }) => {
  if (!tokenPlaces) return tf.gather(table!, tf.cast(x, 'int32'));
  const lookUp = tf.customGrad((weights) => ({
    value: rowsOfTokens(x, weights as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => sumRowsByToken(dy, tokenPlaces, table!.shape as [number, number]),
  }));
  return lookUp(table!);
};
