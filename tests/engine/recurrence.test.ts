import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import type { CellInput } from '../../src-renderer/engine/layers/recurrence.ts';
import { fitsLstmOnDevice, lstmOnDevice } from '../../src-renderer/engine/webgl/recurrent/lstmOnDevice.ts';

type Sizes = Pick<CellInput, 'steps' | 'rows' | 'units' | 'returnsSequences'>;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function values(size: number, purpose: string): Float32Array {
  const random = generator(6, purpose);
  return Float32Array.from({ length: size }, (_, i) => random.normal(i) / 2);
}

/** Gates i, f, g, o of one unit in one row of one step. */
function gatesOf(gates: Float64Array, row: number, unit: number, units: number): [number, number, number, number] {
  const of = (gate: number): number => gates[(row * 4 + gate) * units + unit]!;
  return [of(0), of(1), of(2), of(3)];
}

/** By definition, in doubles, with tanh: outputs, and the gradients of z and of the recurrent kernel. */
function plain({ steps, rows, units, returnsSequences }: Sizes, z: Float32Array, u: Float32Array, dy: Float32Array) {
  const wide = 4 * units;
  const zeros = (): Float64Array => new Float64Array((steps + 1) * rows * units);
  const [h, c] = [zeros(), zeros()];
  const gates = new Float64Array(steps * rows * wide);
  for (let at = 0; at < steps * rows; at++) {
    for (let j = 0; j < wide; j++) {
      let sum = z[at * wide + j]!;
      for (let k = 0; k < units; k++) sum += h[at * units + k]! * u[k * wide + j]!;
      gates[at * wide + j] = Math.floor(j / units) === 2 ? Math.tanh(sum) : logistic(sum);
    }
    for (let j = 0; j < units; j++) {
      const [i, f, g, o] = gatesOf(gates, at, j, units);
      const next = (at + rows) * units + j;
      c[next] = f * c[at * units + j]! + i * g;
      h[next] = o * Math.tanh(c[next]!);
    }
  }
  const [dh, dc] = [zeros(), zeros()];
  const [dz, du] = [new Float64Array(z.length), new Float64Array(u.length)];
  dy.forEach((value, i) => (dh[(returnsSequences ? rows : steps * rows) * units + i] = value));
  for (let at = steps * rows - 1; at >= 0; at--) {
    for (let j = 0; j < units; j++) {
      const [i, f, g, o] = gatesOf(gates, at, j, units);
      const next = (at + rows) * units + j;
      const bent = Math.tanh(c[next]!);
      const cell = dc[next]! + dh[next]! * o * (1 - bent * bent);
      dc[at * units + j] = cell * f;
      dz[at * wide + j] = cell * g * i * (1 - i);
      dz[at * wide + units + j] = cell * c[at * units + j]! * f * (1 - f);
      dz[at * wide + 2 * units + j] = cell * i * (1 - g * g);
      dz[at * wide + 3 * units + j] = dh[next]! * bent * o * (1 - o);
    }
    for (let k = 0; k < units; k++)
      for (let j = 0; j < wide; j++) {
        dh[at * units + k]! += dz[at * wide + j]! * u[k * wide + j]!;
        du[k * wide + j]! += h[at * units + k]! * dz[at * wide + j]!;
      }
  }
  const y = h.slice((returnsSequences ? rows : steps * rows) * units);
  return [y, dz, du];
}

describe('a whole LSTM in own programs', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each([
    { steps: 1, rows: 1, units: 2, returnsSequences: false },
    { steps: 2, rows: 3, units: 4, returnsSequences: true },
    { steps: 5, rows: 4, units: 6, returnsSequences: false },
    { steps: 6, rows: 5, units: 2, returnsSequences: true },
    { steps: 3, rows: 1, units: 8, returnsSequences: true },
  ])('value and gradients by definition: %j', (sizes) => {
    const { steps, rows, units, returnsSequences } = sizes;
    const before = tf.memory().numTensors;
    const [z, u] = [values(steps * rows * 4 * units, 'z'), values(units * 4 * units, 'u')];
    const dy = values((returnsSequences ? steps : 1) * rows * units, 'dy');
    const found = tf.tidy(() => {
      const input = { ...sizes, recurrentBias: null, activation: 'tanh' };
      const operation = (...[own, kernel]: tf.Tensor[]): tf.Tensor => {
        const whole = { ...input, z: own as tf.Tensor2D, recurrentKernel: kernel as tf.Tensor2D };
        expect(fitsLstmOnDevice(whole)).toBe(true);
        return lstmOnDevice(whole);
      };
      const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => operation(...args) as tf.Scalar)(
        [tf.tensor2d(z, [steps * rows, 4 * units]), tf.tensor2d(u, [units, 4 * units])],
        tf.tensor2d(dy, [dy.length / units, units]) as unknown as tf.Scalar,
      );
      return [value as tf.Tensor, ...grads].map((tensor) => tensor.dataSync<'float32'>());
    });
    plain(sizes, z, u, dy).forEach((exact, i) => {
      expect(found[i]!.length).toBe(exact.length);
      const worst = exact.reduce((most, value, at) => Math.max(most, Math.abs(value - found[i]![at]!)), 0);
      expect(worst).toBeLessThan(1e-5);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
