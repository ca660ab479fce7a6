import * as tf from '@tensorflow/tfjs';
import type { CellInput } from '../../layers/recurrence.ts';
import { joinRows, runUnpacked, unpacked } from '../programs/unpacked.ts';
import type { CellContext, CellPrograms, StepTrace } from './cellPrograms.ts';

type CellOf = (context: CellContext) => CellPrograms;

/**
 * A whole recurrence as one operation on the graphics card, differentiable once: a few programs per step, where TF.js' own chain makes
 * about seventy with its gradient. Returns the states [steps · rows, units] step by step, or the last one [rows, units].
 */
export function recurrenceOnDevice(input: CellInput, cellOf: CellOf): tf.Tensor {
  const { z, recurrentKernel, recurrentBias } = input;
  const operation = tf.customGrad((...given) => {
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const constants = (given as tf.Tensor[]).map((each) => unpacked(each.reshape([-1, each.shape.at(-1)!])));
    const cell = cellOf(contextOf(input, constants));
    const { states, gates } = forward(input, cell);
    save([...constants, ...states, ...gates]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      backward(input, cellOf, dy as tf.Tensor2D, saved as tf.Tensor2D[]);
    return { value: outputOf(input, cell, states), gradFunc };
  });
  return operation(z, recurrentKernel, ...(recurrentBias ? [recurrentBias] : []));
}

function contextOf(input: CellInput, [z, recurrentKernel, recurrentBias]: readonly tf.Tensor2D[]): CellContext {
  return { ...input, z: z!, recurrentKernel: recurrentKernel!, recurrentBias: recurrentBias ?? null };
}

function forward({ steps, rows }: CellInput, cell: CellPrograms): { states: tf.Tensor2D[]; gates: tf.Tensor2D[] } {
  const states = [tf.fill([rows, cell.stateColumns], 0) as tf.Tensor2D];
  const gates: tf.Tensor2D[] = [];
  for (let step = 0; step < steps; step++) {
    const made = cell.forward(step, states[step]!);
    gates.push(made.gates);
    states.push(made.state);
  }
  return { states, gates };
}

function outputOf(
  { returnsSequences, units }: CellInput,
  { outputColumn }: CellPrograms,
  states: tf.Tensor2D[],
): tf.Tensor2D {
  return joinRows(states.slice(returnsSequences ? 1 : -1), units, `at.y + ${outputColumn}`);
}

/** Gradients of z, the recurrent kernel and, where it is apart, the recurrent bias. */
function backward(input: CellInput, cellOf: CellOf, given: tf.Tensor2D, saved: readonly tf.Tensor2D[]): tf.Tensor[] {
  const { steps, returnsSequences } = input;
  const constants = saved.length - (2 * steps + 1);
  const cell = cellOf(contextOf(input, saved.slice(0, constants)));
  const states = saved.slice(constants, constants + steps + 1);
  const traces = saved
    .slice(constants + steps + 1)
    .map((gates, step): StepTrace => ({ step, gates, before: states[step]!, state: states[step + 1]! }));
  const dy = unpacked(given);
  let ofState = lastGradient(input, cell, dy);
  const ofGates: tf.Tensor2D[] = [];
  for (const trace of traces.toReversed()) {
    const own = cell.gateGradient(trace, ofState);
    ofGates.unshift(own);
    if (trace.step > 0) ofState = cell.stateGradient(trace, ofState, own, returnsSequences ? dy : null);
  }
  return cell.weightGradients(traces, ofGates);
}

/** The gradient of the last state: that of its output in its place, zeros beside it. */
function lastGradient(
  { rows, units, steps, returnsSequences }: CellInput,
  cell: CellPrograms,
  dy: tf.Tensor2D,
): tf.Tensor2D {
  const { stateColumns, outputColumn } = cell;
  const first = returnsSequences ? (steps - 1) * rows : 0;
  const code = `void main() {
    ivec2 at = getOutputCoords();
    int unit = at.y - ${outputColumn};
    setOutput(unit >= 0 && unit < ${units} ? getY(at.x + ${first}, unit) : 0.0);
  }`;
  return runUnpacked({ inputs: ['Y'], outputShape: [rows, stateColumns], code }, [dy]);
}
