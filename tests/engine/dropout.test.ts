import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { streamWord } from '#shared/random/hash.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { DropoutMask } from '../../src-renderer/engine/dropoutMask.ts';

/** Odd and even rows and columns, one value, one row, a large one whose texture is not as wide as its rows. */
const shapes = [
  [1],
  [7],
  [1, 1],
  [3, 5],
  [4, 6],
  [64, 129],
  [5, 3, 3, 7],
  [2, 6, 5, 8],
  [2, 3, 4, 5, 3],
  [40, 9, 11, 33],
];

/** What the generator says of every value of a tensor. */
function expected({ key, rate }: DropoutMask, size: number): Float32Array {
  const { least, scale } = keptWords(rate);
  return Float32Array.from({ length: size }, (_, i) => (streamWord(key, i) >= least ? scale : 0));
}

describe.each(['webgl', 'cpu'] as const)('dropout on %s', (backend) => {
  it.each(shapes.map((shape) => [shape.join(' × '), shape] as const))(
    'keeps exactly what the words of the stream say, forward and backward: %s',
    async (_name, shape) => {
      await startBackend(backend);
      const before = tf.memory().numTensors;
      for (const [rate, update] of [
        [0.3, 1],
        [0.5, 77],
        [0.999, 123_456],
      ] as const) {
        const mask = new DropoutMask(rate, 42, 3, update);
        const { value, grad } = tf.tidy(() => {
          const both = tf.valueAndGrad((x: tf.Tensor) => mask.apply(x) as tf.Scalar)(
            tf.ones(shape),
            tf.fill(shape, 2) as tf.Scalar,
          );
          return { value: both.value as tf.Tensor, grad: both.grad };
        });
        const factors = expected(mask, value.size);
        expect(value.shape).toEqual(shape);
        expect(value.dataSync()).toEqual(factors);
        expect(grad.dataSync()).toEqual(factors.map((factor) => 2 * factor));
        tf.dispose([value, grad]);
        mask.dispose();
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('drops about the asked share, and repeats for the same seed, layer and update only', async () => {
    await startBackend(backend);
    const ones = tf.ones([20_000]);
    const of = (seed: number, layer: number, update: number): Float32Array => {
      const mask = new DropoutMask(0.3, seed, layer, update);
      const values = tf.tidy(() => mask.apply(ones).dataSync<'float32'>());
      mask.dispose();
      return values;
    };
    const first = of(1, 0, 1);
    expect(Math.abs(first.filter((factor) => factor === 0).length / first.length - 0.3)).toBeLessThan(0.015);
    expect(of(1, 0, 1)).toEqual(first);
    for (const other of [of(2, 0, 1), of(1, 1, 1), of(1, 0, 2)]) expect(other).not.toEqual(first);
    ones.dispose();
  });

  it('leaves zeros beyond the edge: a product over an odd length counts nothing twice', async () => {
    await startBackend(backend);
    const mask = new DropoutMask(0.5, 1, 0, 1);
    const product = tf.tidy(() => {
      const dropped = mask.apply(tf.exp(tf.zeros([3, 5]))) as tf.Tensor2D;
      return tf.matMul(dropped, tf.exp(tf.zeros([5, 1])) as tf.Tensor2D).dataSync();
    });
    const factors = expected(mask, 15);
    expect([...product]).toEqual(
      [0, 1, 2].map((row) => factors.slice(5 * row, 5 * row + 5).reduce((sum, f) => sum + f, 0)),
    );
    mask.dispose();
  });
});
