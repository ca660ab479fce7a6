import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { losses } from '#shared/losses/index.ts';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { tensorLoss } from '../../src-renderer/engine/losses/index.ts';

const rows = 7;

function batchFor(id: string) {
  const random = generator(4, id);
  const units = id === 'categoricalCrossentropy' ? 5 : 1;
  const logits = Float64Array.from({ length: rows * units }, (_, i) => 3 * random.normal(i));
  const classes = Math.max(2, units);
  const targets = Float64Array.from({ length: rows }, (_, i) =>
    id.startsWith('mean') ? random.normal(1000 + i) : random.below(1000 + i, classes),
  );
  return { logits, targets, rows, units };
}

describe('losses on WebGL', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(losses.map((loss) => [loss.id, loss] as const))('%s: value and gradient as in float64', async (id, loss) => {
    const batch = batchFor(id);
    const exact = loss.evaluate(batch);
    const x = tf.tensor2d(Float32Array.from(batch.logits), [rows, batch.units]);
    const y = tf.tensor1d(Float32Array.from(batch.targets));
    const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => tensorLoss(id).loss(z as tf.Tensor2D, y))(x);
    expect(Math.abs((await value.data())[0]! - exact.loss)).toBeLessThan(1e-5);
    (await grad.data()).forEach((g, i) => expect(Math.abs(g - exact.gradient[i]!)).toBeLessThan(1e-6));
  });

  it('softmax at logits (30, 0, 0) with a wrong class: loss 30, gradient (1, −1, 0), where TF.js saturates', async () => {
    const y = tf.tensor1d([1]);
    const loss = (z: tf.Tensor): tf.Scalar => tensorLoss('categoricalCrossentropy').loss(z as tf.Tensor2D, y);
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d([[30, 0, 0]]));
    expect((await value.data())[0]).toBeCloseTo(30, 5);
    const [a, b, c] = await grad.data();
    expect([a, b]).toEqual([expect.closeTo(1, 6), expect.closeTo(-1, 6)]);
    expect(Math.abs(c!)).toBeLessThan(1e-12);
  });
});
