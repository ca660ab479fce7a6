import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { maxPoolGradientOnDevice, maxPoolOnDevice } from '../../src-renderer/engine/webgl/programs/maxPooling.ts';
import { productOnDevice } from '../../src-renderer/engine/webgl/programs/product.ts';
import { rowsOfTokens, sumRowsByToken } from '../../src-renderer/engine/webgl/programs/tableRows.ts';
import { placesOfTokens } from '../../src-renderer/engine/webgl/tokenRows.ts';
import { sumOfRows } from '../../src-renderer/engine/webgl/programs/sums.ts';

/** Values whose pads are not zero, as an exponential leaves them: nothing may be read there. */
function filled(shape: readonly number[], purpose: string, value = (x: number): number => x): tf.Tensor {
  const random = generator(4, purpose);
  const size = tf.util.sizeFromShape([...shape]);
  const values = Float32Array.from({ length: size }, (_, i) => value(random.normal(i)));
  return tf.tidy(() => tf.sub(tf.add(tf.exp(tf.zeros([...shape])), tf.tensor(values, [...shape])), 1));
}

function expectClose(found: tf.Tensor, exact: readonly number[]): void {
  const values = found.dataSync();
  expect(values.length).toBe(exact.length);
  const scale = Math.max(1, ...exact.map(Math.abs));
  expect(exact.reduce((worst, value, i) => Math.max(worst, Math.abs(value - values[i]!) / scale), 0)).toBeLessThan(
    1e-5,
  );
}

beforeAll(async () => {
  await startBackend('webgl');
});

describe('matrix product with bias and activation', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 7],
    [4, 6, 2],
    [5, 2, 3],
    // Textures that are not as wide as the rows of the matrix: more rows than a texture has.
    [16_500, 3, 2],
  ])('[%i × %i] · [%i]', (rows, inner, columns) => {
    tf.tidy(() => {
      const [a, b, bias] = [filled([rows, inner], 'a'), filled([inner, columns], 'b'), filled([columns], 'c')];
      const [x, y, c] = [a, b, bias].map((tensor) => tensor.dataSync<'float32'>());
      const sums = Array.from({ length: rows * columns }, (_, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        return Array.from({ length: inner }, (_unused, k) => x![row * inner + k]! * y![k * columns + column]!).reduce(
          (sum, v) => sum + v,
          0,
        );
      });
      expectClose(productOnDevice(a, b), sums);
      expectClose(productOnDevice(tf.transpose(a), b, { transposeA: true }), sums);
      expectClose(productOnDevice(a, tf.transpose(b), { transposeB: true }), sums);
      const tanh = sums.map((sum, at) => Math.tanh(sum + c![at % columns]!));
      expectClose(productOnDevice(a, b, { bias, activation: 'tanh' }), tanh);
    });
  });
});

describe('sum of rows', () => {
  it.each([[[1, 1]], [[7, 3]], [[300, 5]], [[3, 5, 7, 2]], [[2, 1, 6]]])('%j', (shape) => {
    tf.tidy(() => {
      const x = filled(shape, 'x');
      const columns = shape.at(-1)!;
      const exact = new Array<number>(columns).fill(0);
      x.dataSync().forEach((value, i) => (exact[i % columns]! += value));
      const sum = sumOfRows(x);
      expect(sum.shape).toEqual([columns]);
      expectClose(sum, exact);
    });
  });
});

describe('rows of a table', () => {
  it.each([
    [1, 1, 1, 1],
    [3, 5, 4, 3],
    [2, 6, 9, 2],
    [5, 7, 2, 5],
  ])(
    '%i samples of %i tokens below %i, %i numbers each: rows, and their sums back',
    (batch, length, vocabulary, dim) => {
      tf.tidy(() => {
        const random = generator(8, 'tokens');
        const ids = Float32Array.from({ length: batch * length }, (_, i) => random.below(i, vocabulary));
        const [table, dy] = [filled([vocabulary, dim], 'table'), filled([batch, length, dim], 'dy')];
        const [rows, gradients] = [table.dataSync(), dy.dataSync()];
        const sums = new Array<number>(vocabulary * dim).fill(0);
        gradients.forEach((value, i) => (sums[ids[Math.floor(i / dim)]! * dim + (i % dim)]! += value));
        const looked = Array.from(gradients, (_, i) => rows[ids[Math.floor(i / dim)]! * dim + (i % dim)]!);
        expectClose(rowsOfTokens(tf.tensor2d(ids, [batch, length]), table), looked);
        expectClose(sumRowsByToken(dy, placesOfTokens(ids, vocabulary)!, [vocabulary, dim]), sums);
      });
    },
  );
});

describe('max pooling', () => {
  it.each([
    [[2, 6, 8, 4], 2, 'valid'],
    [[2, 7, 5, 3], 2, 'same'],
    [[1, 8, 9, 1], 3, 'valid'],
    [[2, 7, 10, 3], 3, 'same'],
    [[1, 5, 6, 2], 4, 'same'],
    [[3, 5, 5, 1], 1, 'valid'],
  ] as const)('%j, %i, %s: the largest; its gradient goes to the first of equals', (shape, size, padding) => {
    tf.tidy(() => {
      // Few different values, so that windows have several largest ones; ReLU makes zeros.
      const x = filled(shape, 'p', (value) => Math.max(0, Math.round(value)));
      const window = tf.backend_util.computePool2DInfo([...shape], size, size, 1, padding);
      const [, height, width, channels] = shape;
      const values = x.dataSync();
      const y = maxPoolOnDevice(x, window);
      const dy = filled(window.outShape, 'dy');
      const largest: number[] = [];
      const [through, open] = [new Float64Array(x.size), new Float64Array(x.size)];
      dy.dataSync().forEach((d, at) => {
        const channel = at % channels;
        const column = Math.floor(at / channels) % window.outWidth;
        const row = Math.floor(at / channels / window.outWidth) % window.outHeight;
        const picture = Math.floor(at / channels / window.outWidth / window.outHeight);
        let best = -1;
        for (let i = 0; i < size * size; i++) {
          const [h, w] = [
            row * size + Math.floor(i / size) - window.padInfo.top,
            column * size + (i % size) - window.padInfo.left,
          ];
          if (h < 0 || h >= height || w < 0 || w >= width) continue;
          const place = ((picture * height + h) * width + w) * channels + channel;
          if (best < 0 || values[place]! > values[best]!) best = place;
        }
        largest.push(values[best]!);
        through[best]! += d;
        if (values[best]! > 0) open[best]! += d;
      });
      expectClose(y, largest);
      expectClose(maxPoolGradientOnDevice(x, dy, window, { relu: false }), [...through]);
      expectClose(maxPoolGradientOnDevice(x, dy, window, { relu: true }), [...open]);
    });
  });
});
