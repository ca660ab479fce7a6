import * as tf from '@tensorflow/tfjs';
import { activate } from '../activations.ts';
import { simpleRnnCell } from '../webgl/recurrent/simpleRnnCell.ts';
import { simpleRnnPrograms } from '../webgl/recurrent/simpleRnnPrograms.ts';
import { recurrentForward } from './recurrence.ts';

/** The plain recurrent layer: h ← activation(x W + h U + b). */
export const simpleRNN = recurrentForward({
  stateCount: 1,
  programs: simpleRnnPrograms,
  whole: simpleRnnCell,
  step: ({ recurrentKernel, activation }, z, [h]) => [
    activate(activation, tf.add(z, tf.matMul(h!, recurrentKernel))) as tf.Tensor2D,
  ],
});
