import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import type { CellInput } from '../../src-renderer/engine/layers/recurrence.ts';
import { gruCell } from '../../src-renderer/engine/webgl/recurrent/gruCell.ts';
import { lstmCell } from '../../src-renderer/engine/webgl/recurrent/lstmCell.ts';
import { simpleRnnCell } from '../../src-renderer/engine/webgl/recurrent/simpleRnnCell.ts';
import { fitsWhole, wholeRecurrence } from '../../src-renderer/engine/webgl/recurrent/wholeRecurrence.ts';

type Sizes = Pick<CellInput, 'steps' | 'rows' | 'units' | 'returnsSequences'>;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const { tanh } = Math;

/** By definition: the pieces of z and of h U of one unit and the state before give the state, h first. */
const cells = {
  lstm: {
    cell: lstmCell,
    next: (x: number[], s: number[], [, c]: readonly number[]) => {
      const cell = logistic(x[1]! + s[1]!) * c! + logistic(x[0]! + s[0]!) * tanh(x[2]! + s[2]!);
      return [logistic(x[3]! + s[3]!) * tanh(cell), cell];
    },
  },
  gru: {
    cell: gruCell,
    next: (x: number[], s: number[], [h]: readonly number[]) => {
      const keep = logistic(x[0]! + s[0]!);
      return [keep * h! + (1 - keep) * tanh(x[2]! + logistic(x[1]! + s[1]!) * s[2]!)];
    },
  },
  simpleRNN: { cell: simpleRnnCell, next: (x: number[], s: number[]) => [tanh(x[0]! + s[0]!)] },
} as const;

function values(size: number, purpose: string): Float64Array {
  const random = generator(6, purpose);
  return Float64Array.from(new Float32Array(size).map((_, i) => random.normal(i) / 2));
}

type Weights = readonly [z: Float64Array, u: Float64Array, bias: Float64Array];

/** Outputs of all steps or of the last, in doubles. */
function plain(kind: keyof typeof cells, { steps, rows, units, returnsSequences }: Sizes, [z, u, bias]: Weights) {
  const { cell, next } = cells[kind];
  const wide = cell.gates * units;
  const gates = Array.from({ length: cell.gates }, (_, gate) => gate * units);
  let states = Array.from({ length: rows * units }, () => [0, 0]);
  const outputs: number[] = [];
  for (let step = 0; step < steps; step++) {
    const before = states;
    states = before.map((own, at) => {
      const [row, unit] = [Math.floor(at / units), at % units];
      const x = gates.map((first) => z[(step * rows + row) * wide + first + unit]!);
      const s = gates.map((first) => {
        let sum = cell.hasRecurrentBias ? bias[first + unit]! : 0;
        for (let k = 0; k < units; k++) sum += before[row * units + k]![0]! * u[k * wide + first + unit]!;
        return sum;
      });
      return next(x, s, own);
    });
    if (returnsSequences || step === steps - 1) outputs.push(...states.map(([h]) => h!));
  }
  return Float64Array.from(outputs);
}

/** Gradients of Σ dy · y by central differences. */
function differences(kind: keyof typeof cells, sizes: Sizes, weights: Weights, dy: Float64Array): Float64Array[] {
  const value = (): number => plain(kind, sizes, weights).reduce((sum, y, i) => sum + y * dy[i]!, 0);
  return weights.map((own) =>
    own.map((_, i) => {
      const middle = own[i]!;
      const [above, below] = [1e-5, -1e-5].map((by) => {
        own[i] = middle + by;
        return value();
      });
      own[i] = middle;
      return (above! - below!) / 2e-5;
    }),
  );
}

/** The same in own programs: outputs, then gradients. */
function onDevice(kind: keyof typeof cells, sizes: Sizes, [z, u, bias]: Weights, dy: Float64Array): Float32Array[] {
  const { cell } = cells[kind];
  const wide = cell.gates * sizes.units;
  return tf.tidy(() => {
    const operation = (...[own, kernel, added]: tf.Tensor[]): tf.Tensor => {
      const weights = { z: own, recurrentKernel: kernel, recurrentBias: added ?? null };
      const input = { ...sizes, ...weights, activation: 'tanh' } as CellInput;
      expect(fitsWhole(cell, input)).toBe(true);
      return wholeRecurrence(cell, input);
    };
    const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => operation(...args) as tf.Scalar)(
      [
        tf.tensor2d(Float32Array.from(z), [z.length / wide, wide]),
        tf.tensor2d(Float32Array.from(u), [sizes.units, wide]),
        ...(cell.hasRecurrentBias ? [tf.tensor1d(Float32Array.from(bias))] : []),
      ],
      tf.tensor2d(Float32Array.from(dy), [dy.length / sizes.units, sizes.units]) as unknown as tf.Scalar,
    );
    return [value as tf.Tensor, ...grads].map((tensor) => tensor.dataSync<'float32'>());
  });
}

const sizes: readonly Sizes[] = [
  { steps: 1, rows: 1, units: 2, returnsSequences: false },
  { steps: 2, rows: 3, units: 4, returnsSequences: true },
  { steps: 5, rows: 4, units: 6, returnsSequences: false },
  { steps: 6, rows: 5, units: 2, returnsSequences: true },
  { steps: 3, rows: 1, units: 8, returnsSequences: true },
];

describe('a whole recurrence in own programs', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each((['lstm', 'gru', 'simpleRNN'] as const).flatMap((kind) => sizes.map((own) => [kind, own] as const)))(
    '%s, value and gradients by definition: %j',
    (kind, own) => {
      const { steps, rows, units, returnsSequences } = own;
      const before = tf.memory().numTensors;
      const wide = cells[kind].cell.gates * units;
      const weights = [values(steps * rows * wide, 'z'), values(units * wide, 'u'), values(wide, 'bias')] as const;
      const dy = values((returnsSequences ? steps : 1) * rows * units, 'dy');
      const exact = [plain(kind, own, weights), ...differences(kind, own, weights, dy)];
      onDevice(kind, own, weights, dy).forEach((found, i) => {
        expect(found.length).toBe(exact[i]!.length);
        const worst = exact[i]!.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);
        expect(worst).toBeLessThan(1e-5);
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
