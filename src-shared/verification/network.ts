import { lossById } from '../losses/index.ts';
import type { SmoothProblem } from '../solvers/solver.ts';
import type { Matrix } from '../solvers/vector.ts';
import { gaussNewtonMatrix } from './gaussNewton.ts';

/** A small network of a reference file: one hidden layer, weights row-major (inputs × outputs). */
export interface ReferenceNetwork {
  readonly id: string;
  readonly layers: readonly [number, number, number];
  readonly hidden_activation: string;
  readonly loss: string;
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (number | readonly number[])[];
  readonly initial_weights:
    readonly { readonly name?: string; readonly values?: readonly number[] }[] | Readonly<Record<string, unknown>>;
  readonly mini_batches: readonly (readonly number[])[];
}

const lossIds: Readonly<Record<string, string>> = {
  categorical_crossentropy: 'categoricalCrossentropy',
  softmax_cross_entropy: 'categoricalCrossentropy',
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
};

/** The loss of a network in the studio's name; null for one this program does not know. */
export function lossIdOf({ loss }: ReferenceNetwork): string | null {
  return Object.hasOwn(lossIds, loss) ? lossIds[loss]! : null;
}

/** True where the network tells classes apart. */
export function isClassifier(network: ReferenceNetwork): boolean {
  return lossIdOf(network) === 'categoricalCrossentropy';
}

const activations: Readonly<Record<string, { value(x: number): number; slope(h: number): number }>> = {
  tanh: { value: Math.tanh, slope: (h) => 1 - h * h },
  relu: { value: (x) => Math.max(0, x), slope: (h) => (h > 0 ? 1 : 0) },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (h) => h * (1 - h) },
  linear: { value: (x) => x, slope: () => 1 },
};

/** Start weights W1, b1, W2, b2, flat. */
export function startWeights(network: ReferenceNetwork): number[][] {
  const weights = network.initial_weights;
  const list = Array.isArray(weights) ? weights : Object.values(weights);
  return list.map((entry) => flat(entry));
}

function flat(entry: unknown): number[] {
  if (typeof entry === 'number') return [entry];
  if (Array.isArray(entry)) return entry.flatMap(flat);
  const { values, value, data } = entry as Record<string, unknown>;
  return flat(values ?? value ?? data);
}

interface Forward {
  readonly hidden: Float64Array;
  readonly logits: Float64Array;
}

/** The network in plain doubles: loss, gradient and Gauss–Newton matrix over any rows, for one flat parameter vector. */
export interface DoubleNetwork {
  readonly sizes: readonly number[];
  loss(theta: Float64Array, rows: readonly number[]): number;
  gradient(theta: Float64Array, rows: readonly number[]): Float64Array;
  accuracy(theta: Float64Array, rows: readonly number[]): number;
  gaussNewton(theta: Float64Array, rows: readonly number[]): Matrix;
  readonly rows: readonly number[];
}

/** Builds it; null for a loss or activation this program does not know. */
export function doubleNetwork(network: ReferenceNetwork): DoubleNetwork | null {
  const [inputs, hidden, outputs] = network.layers;
  const activation = Object.hasOwn(activations, network.hidden_activation)
    ? activations[network.hidden_activation]
    : undefined;
  const lossId = lossIdOf(network);
  if (!activation || !lossId) return null;
  const loss = lossById(lossId);
  const sizes = [inputs * hidden, hidden, hidden * outputs, outputs];
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const [atW1, atB1, atW2, atB2] = offsets as [number, number, number, number];
  const total = atB2 + outputs;

  const forward = (theta: Float64Array, rows: readonly number[]): Forward => {
    const h = new Float64Array(rows.length * hidden);
    const logits = new Float64Array(rows.length * outputs);
    rows.forEach((row, r) => {
      for (let j = 0; j < hidden; j++) {
        let sum = theta[atB1 + j]!;
        for (let i = 0; i < inputs; i++) sum += network.inputs[row]![i]! * theta[atW1 + i * hidden + j]!;
        h[r * hidden + j] = activation.value(sum);
      }
      for (let k = 0; k < outputs; k++) {
        let sum = theta[atB2 + k]!;
        for (let j = 0; j < hidden; j++) sum += h[r * hidden + j]! * theta[atW2 + j * outputs + k]!;
        logits[r * outputs + k] = sum;
      }
    });
    return { hidden: h, logits };
  };

  /** Pulls ∂/∂logits of one row back to the parameters, adding into `into`. */
  const pullBack = (
    theta: Float64Array,
    row: number,
    h: Float64Array,
    upstream: ArrayLike<number>,
    into: Float64Array,
  ): void => {
    for (let j = 0; j < hidden; j++) {
      let back = 0;
      for (let k = 0; k < outputs; k++) {
        into[atW2 + j * outputs + k]! += h[j]! * upstream[k]!;
        back += theta[atW2 + j * outputs + k]! * upstream[k]!;
      }
      const delta = back * activation.slope(h[j]!);
      into[atB1 + j]! += delta;
      for (let i = 0; i < inputs; i++) into[atW1 + i * hidden + j]! += network.inputs[row]![i]! * delta;
    }
    for (let k = 0; k < outputs; k++) into[atB2 + k]! += upstream[k]!;
  };

  const targetsOf = (rows: readonly number[]): Float64Array =>
    Float64Array.from(rows.flatMap((row) => network.targets[row]!));
  const evaluate = (theta: Float64Array, rows: readonly number[]) => {
    const pass = forward(theta, rows);
    const result = loss.evaluate({ logits: pass.logits, targets: targetsOf(rows), rows: rows.length, units: outputs });
    return { ...pass, ...result };
  };

  return {
    sizes,
    rows: network.inputs.map((_, row) => row),
    loss: (theta, rows) => evaluate(theta, rows).loss,
    gradient: (theta, rows) => {
      const { hidden: h, gradient } = evaluate(theta, rows);
      const out = new Float64Array(total);
      rows.forEach((row, r) =>
        pullBack(
          theta,
          row,
          h.subarray(r * hidden, (r + 1) * hidden),
          gradient.subarray(r * outputs, (r + 1) * outputs),
          out,
        ),
      );
      return out;
    },
    accuracy: (theta, rows) => {
      const { logits } = forward(theta, rows);
      const right = rows.filter((row, r) => {
        const own = [...logits.subarray(r * outputs, (r + 1) * outputs)];
        return own.indexOf(Math.max(...own)) === network.targets[row];
      });
      return right.length / rows.length;
    },
    gaussNewton: (theta, rows) => {
      const { hidden: h, logits } = forward(theta, rows);
      const jacobians = rows.map((row, r) => {
        const own = h.subarray(r * hidden, (r + 1) * hidden);
        return Array.from({ length: outputs }, (_, k) => {
          const line = new Float64Array(total);
          const unit = Float64Array.from({ length: outputs }, (_unused, i) => (i === k ? 1 : 0));
          pullBack(theta, row, own, unit, line);
          return line;
        });
      });
      return gaussNewtonMatrix(jacobians, logits, lossId);
    },
  };
}

/** The whole training set as one smooth function, for solvers. */
export function fullBatch(network: DoubleNetwork): SmoothProblem {
  return {
    value: (theta) => network.loss(theta, network.rows),
    gradient: (theta) => network.gradient(theta, network.rows),
    gaussNewton: (theta) => network.gaussNewton(theta, network.rows),
  };
}
