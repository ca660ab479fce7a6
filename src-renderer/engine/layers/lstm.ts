import * as tf from '@tensorflow/tfjs';
import { activate } from '../activations.ts';
import { lstmCell } from '../webgl/recurrent/lstmCell.ts';
import { lstmPrograms } from '../webgl/recurrent/lstmPrograms.ts';
import { openGate } from './gate.ts';
import { recurrentForward } from './recurrence.ts';

/** Long short-term memory: gates i, f, c, o. */
export const lstm = recurrentForward({
  stateCount: 2,
  programs: lstmPrograms,
  whole: lstmCell,
  step({ recurrentKernel, activation, recurrentActivation }, own, [h, c]) {
    const [i, f, g, o] = tf.split(tf.add(own, tf.matMul(h!, recurrentKernel)), 4, 1);
    const kept = tf.mul(openGate(recurrentActivation, f!), c!);
    const cell = tf.add(kept, tf.mul(openGate(recurrentActivation, i!), activate(activation, g!))) as tf.Tensor2D;
    return [tf.mul(openGate(recurrentActivation, o!), activate(activation, cell)), cell];
  },
});
