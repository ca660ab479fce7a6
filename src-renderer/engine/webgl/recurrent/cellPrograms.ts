import type * as tf from '@tensorflow/tfjs';
import { runUnpacked } from '../programs/unpacked.ts';
import { gateSlope } from './gateSlope.ts';

/** Sizes of a recurrence on the graphics card, and what all of its steps read, not packed. */
export interface CellContext {
  readonly rows: number;
  readonly units: number;
  readonly activation: string;
  readonly recurrentActivation: string;
  /** x W + b, [steps · rows, gates · units]. */
  readonly z: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  /** Added to h U, [1, gates · units], where the cell has it apart. */
  readonly recurrentBias: tf.Tensor2D | null;
}

/** What a step left behind on the way forward. */
export interface StepTrace {
  readonly step: number;
  /** The state before, [rows, stateColumns]. */
  readonly before: tf.Tensor2D;
  readonly gates: tf.Tensor2D;
  readonly state: tf.Tensor2D;
}

/** A recurrent cell as a few programs per step. */
export interface CellPrograms {
  readonly stateColumns: number;
  /** Where in a state the output lies. */
  readonly outputColumn: number;
  /** One step forward. */
  forward(step: number, before: tf.Tensor2D): { readonly gates: tf.Tensor2D; readonly state: tf.Tensor2D };
  /** The gradient of what the step computed from z and h U, [rows, traceColumns], from that of its state. */
  gateGradient(trace: StepTrace, stateGradient: tf.Tensor2D): tf.Tensor2D;
  /** The gradient of the state before, with that of its output from outside where there is one: `dy` rows from `step − 1` on. */
  stateGradient(
    trace: StepTrace,
    stateGradient: tf.Tensor2D,
    gateGradient: tf.Tensor2D,
    dy: tf.Tensor2D | null,
  ): tf.Tensor2D;
  /** Gradients of z, the recurrent kernel and, where it is apart, the recurrent bias, from those of all steps. */
  weightGradients(traces: readonly StepTrace[], gateGradients: readonly tf.Tensor2D[]): tf.Tensor[];
}

const bends: Readonly<Record<string, { bend: string; slope: string }>> = {
  // As TF.js has it: no overflow on either side.
  tanh: {
    bend: 'float e = exp(-2.0 * abs(x)); return sign(x) * (1.0 - e) / (1.0 + e);',
    slope: '(1.0 - y) * (1.0 + y)',
  },
  sigmoid: { bend: 'return sigmoid(x);', slope: 'y * (1.0 - y)' },
  relu: { bend: 'return x < 0.0 ? 0.0 : x;', slope: 'y > 0.0 ? 1.0 : 0.0' },
  linear: { bend: 'return x;', slope: '1.0' },
};

/**
 * GLSL of a gate `open(x)`, of the activation `bend(x)` and of its derivative told by its output, `slope(y)`; `UNITS`, and `GATE_SLOPE(y)` as
 * `gateSlope` has it.
 */
export function cellFunctions(context: Pick<CellContext, 'units' | 'activation' | 'recurrentActivation'>): string {
  const { bend, slope } = bends[context.activation] ?? bends.linear!;
  return `
const int UNITS = ${context.units};
float sigmoid(float x) { return 1.0 / (1.0 + exp(-x)); }
float open(float x) { ${opens[context.recurrentActivation] ?? opens.sigmoid!} }
float bend(float x) { ${bend} }
float slope(float y) { return ${slope}; }
${gateSlope(context.recurrentActivation)}
`;
}

const opens: Readonly<Record<string, string>> = {
  sigmoid: 'return sigmoid(x);',
  // Not clamp, which may drop what is no number.
  hardSigmoid: 'float y = 0.2 * x + 0.5; return y < 0.0 ? 0.0 : (y > 1.0 ? 1.0 : y);',
};

interface StateGradient {
  readonly step: number;
  /** Gradients of the outputs of all steps from outside, or null. */
  readonly dy: tf.Tensor2D | null;
  readonly columns: number;
  /** The program; it is told how to read the gradient of output `unit` of row `at.x` from outside. */
  readonly code: (dy: string) => string;
}

/** Runs the program of a cell's `stateGradient`, with the gradient from outside where there is one. */
export function runStateGradient(
  { rows }: CellContext,
  { step, dy, columns, code }: StateGradient,
  inputs: Readonly<Record<string, tf.Tensor2D>>,
): tf.Tensor2D {
  const outputShape = [rows, columns] as const;
  const names = Object.keys(inputs);
  const tensors = Object.values(inputs);
  if (!dy) return runUnpacked({ inputs: names, outputShape, code: code('0.0') }, tensors);
  const program = { inputs: [...names, 'Y'], uniforms: ['first'], outputShape, code: code('getY(at.x + first, unit)') };
  return runUnpacked(program, [...tensors, dy], [(step - 1) * rows]);
}
