import * as tf from '@tensorflow/tfjs';
import { hasUnpackedPrograms } from '../webgl/programs/unpacked.ts';
import type { CellContext, CellPrograms } from '../webgl/recurrent/cellPrograms.ts';
import { recurrenceOnDevice } from '../webgl/recurrent/recurrenceOnDevice.ts';
import type { WholeCell } from '../webgl/recurrent/wholeCell.ts';
import { fitsWhole, wholeRecurrence } from '../webgl/recurrent/wholeRecurrence.ts';
import type { Forward } from './forward.ts';

/** What a cell works on: x W + b step by step, [steps · rows, gates · units], and the recurrent weights. */
export interface CellInput {
  readonly z: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  /** [gates · units], where it is apart from the bias of the input. */
  readonly recurrentBias: tf.Tensor1D | null;
  readonly steps: number;
  readonly rows: number;
  readonly units: number;
  readonly activation: string;
  /** What opens the gates, where the cell has any. */
  readonly recurrentActivation: string;
  /** True where every state is asked for, else the last one. */
  readonly returnsSequences: boolean;
}

/** One step of a cell in TF.js's operations: z and the states before give the new states, the output first. */
type CellStep = (input: CellInput, z: tf.Tensor2D, states: readonly tf.Tensor2D[]) => tf.Tensor2D[];

/** A cell twice: as programs for WebGL 2, and as operations that run, and are differentiated, anywhere. */
export interface TensorCell {
  readonly stateCount: number;
  readonly step: CellStep;
  readonly programs: (context: CellContext) => CellPrograms;
  /** The cell as one program per step, where there is one. */
  readonly whole?: WholeCell;
}

/** A recurrent layer: x W + b of all steps is one product, then its cell step by step. */
export function recurrentForward(cell: TensorCell): Forward {
  return ({ x, weights: [kernel, recurrentKernel, bias], params }) => {
    const [rows, steps, features] = x.shape as [number, number, number];
    const units = Number(params.units);
    const xs = tf.reshape(tf.transpose(x, [1, 0, 2]), [steps * rows, features]);
    const [inputBias, recurrentBias = null] = bias!.rank === 1 ? [bias!] : tf.unstack(bias!);
    const z = tf.add(tf.matMul(xs, kernel as tf.Tensor2D), inputBias!);
    const returnsSequences = params.returnSequences === true;
    const sizes = { steps, rows, units, returnsSequences };
    const recurrentActivation = String(params.recurrentActivation ?? 'sigmoid');
    const bends = { activation: String(params.activation), recurrentActivation };
    const input = { ...sizes, ...bends, z, recurrentKernel, recurrentBias } as CellInput;
    const states = statesOf(input, cell);
    return returnsSequences ? tf.transpose(tf.reshape(states, [steps, rows, units]), [1, 0, 2]) : states;
  };
}

function statesOf(input: CellInput, cell: TensorCell): tf.Tensor {
  if (!hasUnpackedPrograms()) return stepByStep(input, cell);
  const { whole } = cell;
  return whole && fitsWhole(whole, input) ? wholeRecurrence(whole, input) : recurrenceOnDevice(input, cell.programs);
}

function stepByStep(input: CellInput, { stateCount, step }: TensorCell): tf.Tensor {
  const { z, steps, rows, units, returnsSequences } = input;
  let states = Array.from({ length: stateCount }, (): tf.Tensor2D => tf.zeros([rows, units]));
  // TF.js has no gradient for a split into one.
  const outputs = (steps === 1 ? [z] : tf.split(z, steps)).map((own) => {
    states = step(input, own as tf.Tensor2D, states);
    return states[0]!;
  });
  return returnsSequences ? tf.concat(outputs) : outputs.at(-1)!;
}
