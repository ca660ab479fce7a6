import * as tf from '@tensorflow/tfjs';
import { flat } from './ownGradient.ts';
import { meanAbsolute } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** Mean (z − y)² over the rows. */
export const meanSquaredError: TensorLoss = {
  loss: (logits, targets) => tf.mean(tf.square(tf.sub(flat(logits), targets))),
  score: meanAbsolute,
};
