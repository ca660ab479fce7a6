import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { simpleRNN } from './simpleRNN.ts';

const inner: Readonly<Record<string, Forward>> = { lstm, gru, simpleRNN };

/** A recurrent layer over the steps, and one over the steps from the last to the first, side by side. */
export const bidirectional: Forward = (input) => {
  const { x, weights, params } = input;
  const layer = inner[String(params.layer)]!;
  const half = weights.length / 2;
  const forward = layer({ ...input, weights: weights.slice(0, half) });
  const backward = layer({ ...input, x: tf.reverse(x, 1), weights: weights.slice(half) });
  return tf.concat([forward, params.returnSequences === true ? tf.reverse(backward, 1) : backward], -1);
};
