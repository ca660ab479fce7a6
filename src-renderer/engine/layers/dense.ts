import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** x W + b: [batch, inputs] → [batch, units]. */
export const dense: Forward = ({ x, weights: [kernel, bias] }) =>
  tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias!);
