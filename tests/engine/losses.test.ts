import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossById, losses } from '#shared/losses/index.ts';
import type { Loss } from '#shared/losses/loss.ts';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { tensorLoss } from '../../src-renderer/engine/losses/index.ts';
import { meansOf } from '../../src-renderer/engine/webgl/lossOnDevice.ts';
import { lossCodes } from '../../src-renderer/engine/webgl/programs/lossMeans.ts';

function batchFor({ id, oneUnit, targets: kind, counts }: Loss, rows: number) {
  const random = generator(4, id);
  const units = kind === 'class' && !oneUnit ? 5 : 1;
  const logits = Float64Array.from({ length: rows * units }, (_, i) => 3 * random.normal(i));
  const classes = Math.max(2, units);
  const number = (i: number): number => (counts ? random.below(i, 9) : random.normal(i));
  const targets = Float64Array.from({ length: rows }, (_, i) =>
    kind === 'value' ? number(1000 + i) : random.below(1000 + i, classes),
  );
  return { logits, targets, rows, units };
}

describe('losses on WebGL', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(losses.map((loss) => [loss.id, loss] as const))('%s: value and gradient as in float64', async (id, loss) => {
    const rows = 7;
    const batch = batchFor(loss, rows);
    const exact = loss.evaluate(batch);
    const x = tf.tensor2d(Float32Array.from(batch.logits), [rows, batch.units]);
    const y = tf.tensor1d(Float32Array.from(batch.targets));
    const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => tensorLoss(id).loss(z as tf.Tensor2D, y))(x);
    expect(Math.abs((await value.data())[0]! - exact.loss)).toBeLessThan(1e-5);
    (await grad.data()).forEach((g, i) => expect(Math.abs(g - exact.gradient[i]!)).toBeLessThan(1e-6));
  });

  // 300 rows are more than one texel of the means adds up.
  const sizes = (id: string): number[] => (Object.hasOwn(lossCodes, id) ? [1, 300] : [1]);
  it.each(losses.flatMap((loss) => sizes(loss.id).map((rows) => [loss.id, rows, loss] as const)))(
    '%s: what an update of %i rows takes of it, value, score and gradient',
    (id, rows, loss) => {
      const batch = batchFor(loss, rows);
      const exact = loss.evaluate(batch);
      tf.tidy(() => {
        const x = tf.tensor2d(Float32Array.from(batch.logits), [rows, batch.units]);
        const y = tf.tensor1d(Float32Array.from(batch.targets));
        const means = meansOf(id, tensorLoss(id));
        const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => means(z as tf.Tensor2D, y) as unknown as tf.Scalar)(
          x,
        );
        expect(value.shape).toEqual([1, 2]);
        const [mean, score] = value.dataSync();
        expect(Math.abs(mean! - exact.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact.loss)));
        const known = tensorLoss(id).score(x, y).dataSync()[0]!;
        expect(Math.abs(score! - known)).toBeLessThan(1e-5 * Math.max(1, known));
        const scale = Math.max(1, ...exact.gradient.map(Math.abs));
        grad.dataSync().forEach((g, i) => expect(Math.abs(g - exact.gradient[i]!)).toBeLessThan(1e-5 * scale));
      });
    },
  );

  it('squared error of answers of three values each, as of an autoencoder', () => {
    tf.tidy(() => {
      const [z, y] = [tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), tf.tensor1d([1, 0, 3, 2, 5, 3])];
      const means = meansOf('meanSquaredError', tensorLoss('meanSquaredError'));
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => means(x as tf.Tensor2D, y) as unknown as tf.Scalar)(z);
      expect([...value.dataSync()]).toEqual([expect.closeTo(17 / 6, 5), expect.closeTo(7 / 6, 5)]);
      const exact = [0, 4, 0, 4, 0, 6].map((slope) => expect.closeTo(slope / 6, 5) as number);
      expect([...grad.dataSync()]).toEqual(exact);
    });
  });

  it('softmax at logits (30, 0, 0) with a wrong class: loss 30, gradient (1, −1, 0), where TF.js saturates', async () => {
    const y = tf.tensor1d([1]);
    const own = tensorLoss('categoricalCrossentropy');
    const means = meansOf('categoricalCrossentropy', own);
    for (const loss of [
      (z: tf.Tensor): tf.Scalar => own.loss(z as tf.Tensor2D, y),
      (z: tf.Tensor): tf.Scalar => means(z as tf.Tensor2D, y) as unknown as tf.Scalar,
    ]) {
      const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d([[30, 0, 0]]));
      expect((await value.data())[0]).toBeCloseTo(30, 5);
      const [a, b, c] = await grad.data();
      expect([a, b]).toEqual([expect.closeTo(1, 6), expect.closeTo(-1, 6)]);
      expect(Math.abs(c!)).toBeLessThan(1e-12);
    }
  });

  it.each([
    ['poisson', 0, 30, 3],
    ['poisson', 0, -30, 3],
    ['poisson', 0, -100, 0],
    ['hinge', 0, 500, 0],
    ['hinge', 0, 500, 1],
    ['binaryCrossentropy', 0, -200, 1],
    ['huber', 0.25, 3, 1],
    ['huber', 0.25, 1.1, 1],
  ] as const)('%s (δ %d) at logit %d with target %d is exact', async (id, delta, logit, target) => {
    const params = delta > 0 ? { delta } : {};
    const batch = { logits: Float64Array.of(logit), targets: Float64Array.of(target), rows: 1, units: 1 };
    const exact = lossById(id).evaluate(batch, params);
    const loss = (z: tf.Tensor): tf.Scalar => tensorLoss(id, params).loss(z as tf.Tensor2D, tf.tensor1d([target]));
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d([[logit]]));
    expect(Math.abs((await value.data())[0]! - exact.loss)).toBeLessThan(1e-5 * Math.max(1, exact.loss));
    expect(Math.abs((await grad.data())[0]! - exact.gradient[0]!)).toBeLessThan(1e-5);
  });
});
