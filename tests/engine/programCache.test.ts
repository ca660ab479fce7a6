import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { putOnDevice, startBackend } from '../../src-renderer/engine/backend.ts';

const filled = (shape: number[], step: number): tf.Tensor =>
  putOnDevice(
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * step)),
      shape,
    ),
  );

it('a product of a reshaped tensor is right after products of others', async () => {
  await startBackend('webgl');
  const worst = tf.tidy(() => {
    // As a Dense layer leaves it in the cache: operands whose textures have their own shapes.
    tf.matMul(filled([4, 5], 1.1) as tf.Tensor2D, filled([5, 7], 1.2) as tf.Tensor2D).dataSync();
    tf.matMul(filled([4, 7], 1.1) as tf.Tensor2D, filled([7, 3], 1.2) as tf.Tensor2D).dataSync();
    // As Flatten makes it from a picture: a texture of another shape.
    const flat = tf.reshape(filled([4, 2, 2, 3], 1.3), [4, 12]) as tf.Tensor2D;
    const kernel = filled([12, 3], 1.4) as tf.Tensor2D;
    const [found, rows, columns] = [tf.matMul(flat, kernel) as tf.Tensor2D, flat, kernel].map((t) => t.arraySync());
    const errors = rows!.flatMap((row, r) =>
      [0, 1, 2].map((c) => Math.abs(found![r]![c]! - row.reduce((sum, value, i) => sum + value * columns![i]![c]!, 0))),
    );
    return Math.max(...errors);
  });
  expect(worst).toBeLessThan(1e-5);
});
