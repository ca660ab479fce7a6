import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { openGate } from '../../src-renderer/engine/layers/gate.ts';
import type { CellInput } from '../../src-renderer/engine/layers/recurrence.ts';
import { gruAfterPrograms } from '../../src-renderer/engine/webgl/recurrent/gruAfterPrograms.ts';
import { gruBeforePrograms } from '../../src-renderer/engine/webgl/recurrent/gruBeforePrograms.ts';
import { gruCell } from '../../src-renderer/engine/webgl/recurrent/gruCell.ts';
import { lstmCell } from '../../src-renderer/engine/webgl/recurrent/lstmCell.ts';
import { lstmPrograms } from '../../src-renderer/engine/webgl/recurrent/lstmPrograms.ts';
import { recurrenceOnDevice } from '../../src-renderer/engine/webgl/recurrent/recurrenceOnDevice.ts';
import { simpleRnnCell } from '../../src-renderer/engine/webgl/recurrent/simpleRnnCell.ts';
import { fitsWhole, wholeRecurrence } from '../../src-renderer/engine/webgl/recurrent/wholeRecurrence.ts';
import {
  plainGates,
  plainRecurrence,
  plainRecurrenceGradients,
  type PlainCell,
  type PlainSizes,
  type PlainWeights,
} from '../support/plainRecurrence.ts';

const wholeCells = { lstm: lstmCell, gruAfter: gruCell, simpleRNN: simpleRnnCell } as const;
const stepCells = { lstm: lstmPrograms, gruAfter: gruAfterPrograms, gruBefore: gruBeforePrograms } as const;

function values(size: number, purpose: string, deviation: number): Float64Array {
  const random = generator(6, purpose);
  return Float64Array.from(new Float32Array(size).map((_, i) => random.normal(i) * deviation));
}

type Operation = (input: CellInput) => tf.Tensor;

/** Outputs, then gradients, of a recurrence in own programs. */
function onDevice(
  kind: PlainCell,
  { own, gate, operation }: { own: PlainSizes; gate: string; operation: Operation },
  [z, u, bias]: PlainWeights,
  dy: Float64Array,
): Float32Array[] {
  const wide = plainGates[kind] * own.units;
  return tf.tidy(() => {
    const run = (...[ownZ, kernel, added]: tf.Tensor[]): tf.Tensor => {
      const weights = { z: ownZ, recurrentKernel: kernel, recurrentBias: added ?? null };
      return operation({ ...own, ...weights, activation: 'tanh', recurrentActivation: gate } as CellInput);
    };
    const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => run(...args) as tf.Scalar)(
      [
        tf.tensor2d(Float32Array.from(z), [z.length / wide, wide]),
        tf.tensor2d(Float32Array.from(u), [own.units, wide]),
        ...(kind === 'gruAfter' ? [tf.tensor1d(Float32Array.from(bias))] : []),
      ],
      tf.tensor2d(Float32Array.from(dy), [dy.length / own.units, own.units]) as unknown as tf.Scalar,
    );
    return [value as tf.Tensor, ...grads].map((tensor) => tensor.dataSync<'float32'>());
  });
}

/** Value and gradients of the operation are those of the definition, and it leaves no tensor. */
function compare(kind: PlainCell, own: PlainSizes, gate: string, operation: Operation): void {
  const { steps, rows, units, returnsSequences } = own;
  const before = tf.memory().numTensors;
  const wide = plainGates[kind] * units;
  // Of hard gates some are to be shut and some open.
  const spread = gate === 'hardSigmoid' ? 2 : 0.5;
  const weights: PlainWeights = [
    values(steps * rows * wide, 'z', spread),
    values(units * wide, 'u', 0.5),
    values(wide, 'bias', 0.5),
  ];
  const dy = values((returnsSequences ? steps : 1) * rows * units, 'dy', 0.5);
  const bends = { activation: 'tanh', recurrentActivation: gate };
  const exact = [
    plainRecurrence(kind, own, bends, weights),
    ...plainRecurrenceGradients(kind, own, bends, weights, dy),
  ];
  onDevice(kind, { own, gate, operation }, weights, dy).forEach((found, i) => {
    expect(found.length).toBe(exact[i]!.length);
    const worst = exact[i]!.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);
    expect(worst).toBeLessThan(1e-5);
  });
  expect(tf.memory().numTensors).toBe(before);
}

const sizes: readonly PlainSizes[] = [
  { steps: 1, rows: 1, units: 2, returnsSequences: false },
  { steps: 2, rows: 3, units: 4, returnsSequences: true },
  { steps: 5, rows: 4, units: 6, returnsSequences: false },
  { steps: 6, rows: 5, units: 2, returnsSequences: true },
  { steps: 3, rows: 1, units: 8, returnsSequences: true },
];
const gated = (['lstm', 'gruAfter'] as const).flatMap((kind) =>
  (['sigmoid', 'hardSigmoid'] as const).map((gate) => [kind, gate] as const),
);
const wholeCases = [...gated, ['simpleRNN', 'sigmoid'] as const].flatMap(([kind, gate]) =>
  sizes.map((own) => [kind, gate, own] as const),
);
const stepCases = (['lstm', 'gruAfter', 'gruBefore'] as const).flatMap((kind) =>
  (['sigmoid', 'hardSigmoid'] as const).map((gate) => [kind, gate] as const),
);

beforeAll(async () => {
  await startBackend('webgl');
});

describe('a whole recurrence in own programs', () => {
  it.each(wholeCases)('%s with gates %s, value and gradients by definition: %j', (kind, gate, own) => {
    compare(kind, own, gate, (input) => {
      expect(fitsWhole(wholeCells[kind], input)).toBe(true);
      return wholeRecurrence(wholeCells[kind], input);
    });
  });
});

describe('a recurrence in a few programs per step', () => {
  it.each(stepCases)('%s with gates %s, value and gradients by definition', (kind, gate) => {
    const own = { steps: 3, rows: 2, units: 3, returnsSequences: true };
    compare(kind, own, gate, (input) => recurrenceOnDevice(input, stepCells[kind]));
  });
});

it('a hard gate in TF.js operations has slope 0.2 strictly between its ends, and none at them', () => {
  const x = [-3, -2.5, -2.4, 0, 2.4, 2.5, 3];
  const found = tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((own) => tf.sum(openGate('hardSigmoid', own)))(tf.tensor1d(x));
    expect(value.dataSync()[0]).toBeCloseTo(3.5, 5);
    return [...grad.dataSync()];
  });
  [0, 0, 0.2, 0.2, 0.2, 0, 0].forEach((slope, i) => expect(found[i]).toBeCloseTo(slope, 6));
});
