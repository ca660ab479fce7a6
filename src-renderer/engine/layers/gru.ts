import * as tf from '@tensorflow/tfjs';
import { activate } from '../activations.ts';
import { gruAfterPrograms } from '../webgl/recurrent/gruAfterPrograms.ts';
import { gruBeforePrograms } from '../webgl/recurrent/gruBeforePrograms.ts';
import { gruCell } from '../webgl/recurrent/gruCell.ts';
import type { Forward } from './forward.ts';
import { openGate } from './gate.ts';
import { recurrentForward } from './recurrence.ts';

/** h U with the bias of the recurrent kernel, z and r apart from the candidate's. */
const gruAfter = recurrentForward({
  stateCount: 1,
  programs: gruAfterPrograms,
  whole: gruCell,
  step({ recurrentKernel, recurrentBias, activation, recurrentActivation }, own, [h]) {
    const [zx, rx, cx] = tf.split(own, 3, 1);
    const [zh, rh, ch] = tf.split(tf.add(tf.matMul(h!, recurrentKernel), recurrentBias!), 3, 1);
    const candidate = activate(activation, tf.add(cx!, tf.mul(openGate(recurrentActivation, tf.add(rx!, rh!)), ch!)));
    return [mixed(openGate(recurrentActivation, tf.add(zx!, zh!)), h!, candidate)];
  },
});

/** The reset gate works on the state before the candidate's product. */
const gruBefore = recurrentForward({
  stateCount: 1,
  programs: gruBeforePrograms,
  step({ recurrentKernel, activation, recurrentActivation, units }, own, [h]) {
    const [zx, rx, cx] = tf.split(own, 3, 1);
    const [gates, ofCandidate] = tf.split(recurrentKernel, [2 * units, units], 1);
    const [zh, rh] = tf.split(tf.matMul(h!, gates as tf.Tensor2D), 2, 1);
    const reset = tf.mul(openGate(recurrentActivation, tf.add(rx!, rh!)), h!) as tf.Tensor2D;
    const candidate = activate(activation, tf.add(cx!, tf.matMul(reset, ofCandidate as tf.Tensor2D)));
    return [mixed(openGate(recurrentActivation, tf.add(zx!, zh!)), h!, candidate)];
  },
});

/** keep · h + (1 − keep) · candidate. */
function mixed(keep: tf.Tensor, h: tf.Tensor2D, candidate: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.mul(keep, h), tf.mul(tf.sub(1, keep), candidate));
}

/** Gated recurrent unit in both forms: gates z, r and the candidate. */
export const gru: Forward = (input) => (input.params.resetAfter === false ? gruBefore(input) : gruAfter(input));
