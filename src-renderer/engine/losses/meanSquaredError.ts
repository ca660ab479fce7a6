import * as tf from '@tensorflow/tfjs';
import { meanAbsolute } from './meanAbsoluteError.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** Mean (z − y)² over the rows. */
export const meanSquaredError: TensorLoss = {
  loss: (logits, targets) => tf.mean(tf.square(tf.sub(tf.reshape(logits, [-1]), targets))),
  score: meanAbsolute,
};
