import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** What a cell works on: x W + b step by step, [steps · rows, gates · units], and the recurrent kernel. */
export interface CellInput {
  readonly z: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  readonly bias: tf.Tensor;
  readonly steps: number;
  readonly rows: number;
  readonly units: number;
  readonly activation: string;
  /** True where every state is asked for, else the last one. */
  readonly returnsSequences: boolean;
}

/** The states [steps · rows, units] step by step, or the last one [rows, units]. */
export type CellForward = (input: CellInput) => tf.Tensor;

/** A recurrent layer around a cell: x W + b of all steps is one product. */
export function recurrentForward(cell: CellForward): Forward {
  return ({ x, weights: [kernel, recurrentKernel, bias], params }) => {
    const [rows, steps, features] = x.shape as [number, number, number];
    const units = Number(params.units);
    const xs = tf.reshape(tf.transpose(x, [1, 0, 2]), [steps * rows, features]);
    const z = tf.add(tf.matMul(xs, kernel as tf.Tensor2D), bias!) as tf.Tensor2D;
    const returnsSequences = params.returnSequences === true;
    const states = cell({
      z,
      recurrentKernel: recurrentKernel as tf.Tensor2D,
      bias: bias!,
      steps,
      rows,
      units,
      activation: String(params.activation),
      returnsSequences,
    });
    return returnsSequences ? tf.transpose(tf.reshape(states, [steps, rows, units]), [1, 0, 2]) : states;
  };
}

/** Runs a step after the other; `step` returns the new states, the output first. Gradients come from TF.js. */
export function overSteps(
  { z, steps, rows, units, returnsSequences }: CellInput,
  stateCount: number,
  step: (z: tf.Tensor2D, states: readonly tf.Tensor2D[]) => tf.Tensor2D[],
): tf.Tensor {
  let states = Array.from({ length: stateCount }, () => tf.zeros([rows, units]) as tf.Tensor2D);
  // TF.js has no gradient for a split into one.
  const outputs = (steps === 1 ? [z] : tf.split(z, steps)).map((own) => {
    states = step(own as tf.Tensor2D, states);
    return states[0]!;
  });
  return returnsSequences ? tf.concat(outputs) : outputs.at(-1)!;
}
