import * as tf from '@tensorflow/tfjs';
import { activate } from '../activations.ts';
import { overSteps, recurrentForward } from './recurrence.ts';

/** Long short-term memory: gates i, f, c, o. */
export const lstm = recurrentForward((input) =>
  overSteps(input, 2, (own, [h, c]) => {
    const z = tf.add(own, tf.matMul(h!, input.recurrentKernel));
    const [i, f, g, o] = tf.split(z, 4, 1);
    const kept = tf.mul(tf.sigmoid(f!), c!);
    const cell = tf.add(kept, tf.mul(tf.sigmoid(i!), activate(input.activation, g!))) as tf.Tensor2D;
    return [tf.mul(tf.sigmoid(o!), activate(input.activation, cell)), cell];
  }),
);
