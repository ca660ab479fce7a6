import * as tf from '@tensorflow/tfjs';
import { flat, ownGradient } from './ownGradient.ts';
import { signAccuracy } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

const meanCrossentropy = ownGradient(
  (z, y) => tf.mean(tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log1p(tf.exp(tf.neg(tf.abs(z)))))),
  (z, y) => tf.div(tf.sub(tf.sigmoid(z), y), z.size),
);

/** One logit per row; targets are class 0 or 1. */
export const binaryCrossentropy: TensorLoss = {
  loss: (logits, targets) => meanCrossentropy(flat(logits), targets),
  score: signAccuracy,
};
