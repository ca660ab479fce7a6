import * as tf from '@tensorflow/tfjs';
import { withBiases, type LeftOutBias } from '#shared/layers/bias.ts';
import type { Forward } from './forward.ts';

/** The forward pass of a layer that does without biases: zeros stand for them. */
export function forwardWithBias(forward: Forward, leftOut: readonly LeftOutBias[]): Forward {
  if (leftOut.length === 0) return forward;
  return (input) => {
    const zeros = leftOut.map(({ shape }) => tf.zeros([...shape]));
    return forward({ ...input, weights: withBiases(input.weights, leftOut, zeros) });
  };
}
