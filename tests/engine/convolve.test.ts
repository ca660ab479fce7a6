import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { convolve, type Convolution } from '../../src-renderer/engine/webgl/layers/convolve.ts';

interface Case {
  readonly x: [number, number, number, number];
  readonly kernel: [number, number];
  readonly filters: number;
  readonly options: Convolution;
}

const valid = { strides: 1, padding: 'valid' } as const;
const same = { strides: 1, padding: 'same' } as const;
const cases: Case[] = [
  { x: [3, 6, 6, 4], kernel: [2, 2], filters: 6, options: same },
  { x: [2, 5, 7, 3], kernel: [3, 3], filters: 5, options: same },
  { x: [2, 5, 7, 3], kernel: [3, 2], filters: 1, options: valid },
  { x: [1, 9, 4, 1], kernel: [4, 4], filters: 3, options: { ...same, applied: 'relu' } },
  { x: [5, 1, 11, 2], kernel: [1, 5], filters: 4, options: { ...valid, applied: 'tanh' } },
  { x: [2, 7, 8, 5], kernel: [3, 3], filters: 2, options: { strides: 2, padding: 'same', applied: 'sigmoid' } },
  { x: [2, 7, 7, 3], kernel: [2, 2], filters: 2, options: { strides: 3, padding: 1 } },
  { x: [2, 9, 8, 3], kernel: [3, 3], filters: 4, options: { ...same, dilations: 2 } },
  { x: [1, 1, 13, 4], kernel: [1, 3], filters: 5, options: { ...valid, dilations: [1, 3], applied: 'relu' } },
  // As a sequence is padded before alone.
  {
    x: [3, 1, 9, 2],
    kernel: [1, 3],
    filters: 3,
    options: {
      strides: [1, 2],
      padding: [
        [0, 0],
        [0, 0],
        [2, 0],
        [0, 0],
      ],
      applied: 'relu',
    },
  },
  {
    x: [2, 1, 10, 3],
    kernel: [1, 2],
    filters: 1,
    options: {
      strides: 1,
      padding: [
        [0, 0],
        [0, 0],
        [3, 0],
        [0, 0],
      ],
      dilations: [1, 3],
    },
  },
  { x: [70, 6, 5, 1], kernel: [2, 2], filters: 2, options: same },
];

function filled(shape: readonly number[], purpose: string): tf.Tensor {
  const random = generator(3, purpose);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => random.normal(i)),
    [...shape],
  );
}

/** The same by definition, in doubles: value, and gradients of x, kernel and bias for the gradient dy of the value. */
function plain(
  { x: shape, kernel: [kh, kw], filters, options }: Case,
  x: Float32Array,
  k: Float32Array,
  b: Float32Array,
  dy: Float32Array,
) {
  const info = tf.backend_util.computeConv2DInfo(
    shape,
    [kh, kw, shape[3], filters],
    options.strides,
    options.dilations ?? 1,
    options.padding,
  );
  const [height, width, channels] = shape.slice(1) as [number, number, number];
  const y = new Float64Array(dy.length);
  const grads = { x: new Float64Array(x.length), kernel: new Float64Array(k.length), bias: new Float64Array(filters) };
  const activate = {
    linear: (v: number) => v,
    relu: (v: number) => Math.max(v, 0),
    tanh: Math.tanh,
    sigmoid: (v: number) => 1 / (1 + Math.exp(-v)),
  };
  const slope = {
    linear: () => 1,
    relu: (v: number) => Number(v > 0),
    tanh: (v: number) => 1 - v * v,
    sigmoid: (v: number) => v * (1 - v),
  };
  const name = (options.applied ?? 'linear') as keyof typeof activate;
  /** Every product of the sum of one output: place in x, place in the kernel. */
  const pairs = (picture: number, row: number, column: number, filter: number): [number, number][] => {
    const found: [number, number][] = [];
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        const [h, w] = [
          row * info.strideHeight + i * info.dilationHeight - info.padInfo.top,
          column * info.strideWidth + j * info.dilationWidth - info.padInfo.left,
        ];
        if (h < 0 || h >= height || w < 0 || w >= width) continue;
        for (let c = 0; c < channels; c++)
          found.push([
            ((picture * height + h) * width + w) * channels + c,
            ((i * kw + j) * channels + c) * filters + filter,
          ]);
      }
    return found;
  };
  y.forEach((_, at) => {
    const filter = at % filters;
    const column = Math.floor(at / filters) % info.outWidth;
    const row = Math.floor(at / filters / info.outWidth) % info.outHeight;
    const own = pairs(Math.floor(at / filters / info.outWidth / info.outHeight), row, column, filter);
    y[at] = activate[name](own.reduce((sum, [from, by]) => sum + x[from]! * k[by]!, b[filter]!));
    const dz = dy[at]! * slope[name](y[at]!);
    grads.bias[filter]! += dz;
    for (const [from, by] of own) {
      grads.x[from]! += dz * k[by]!;
      grads.kernel[by]! += dz * x[from]!;
    }
  });
  return [y, grads.x, grads.kernel, grads.bias];
}

function worstError(found: ArrayLike<number>, exact: Float64Array): number {
  expect(found.length).toBe(exact.length);
  const scale = Math.max(1, ...exact.map(Math.abs));
  return exact.reduce((worst, value, i) => Math.max(worst, Math.abs(value - found[i]!) / scale), 0);
}

describe('convolution in own programs on WebGL', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(
    cases.map(
      (own) =>
        [
          `${own.x.join(' × ')}, ${own.kernel.join(' × ')} → ${own.filters}, ${JSON.stringify(own.options)}`,
          own,
        ] as const,
    ),
  )('value and gradients by definition: %s', (_name, own) => {
    const before = tf.memory().numTensors;
    const [x, kernel, bias] = [
      filled(own.x, 'x'),
      filled([...own.kernel, own.x[3], own.filters], 'k'),
      filled([own.filters], 'b'),
    ] as const;
    const found = tf.tidy(() => {
      // Pads of what comes out of an exponential are not zero: nothing may be read there.
      const input = tf.log(tf.exp(x));
      const operation = (...args: tf.Tensor[]): tf.Tensor => convolve(args[0]!, args[1]!, args[2]!, own.options);
      const shape = operation(input, kernel, bias).shape;
      const dy = filled(shape, 'dy');
      const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => operation(...args) as tf.Scalar)(
        [input, kernel, bias],
        dy as tf.Scalar,
      );
      return [value as tf.Tensor, ...grads, dy, input].map((tensor) => tensor.dataSync<'float32'>());
    });
    const [value, dx, dKernel, dBias, dy, input] = found as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const exact = plain(own, input, kernel.dataSync<'float32'>(), bias.dataSync<'float32'>(), dy);
    [value, dx, dKernel, dBias].forEach((values, i) => expect(worstError(values, exact[i]!)).toBeLessThan(1e-5));
    tf.dispose([x, kernel, bias]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same without a bias, and without the gradient of its input', () => {
    tf.tidy(() => {
      const [x, kernel] = [filled([2, 4, 5, 3], 'x'), filled([2, 2, 3, 4], 'k')];
      const zero = tf.zeros([4]);
      const dy = filled([2, 4, 5, 4], 'dy') as tf.Scalar;
      const whole = tf.grads((...args: tf.Tensor[]) => convolve(x, args[0]!, args[1]!, same))([kernel, zero], dy);
      const [alone] = tf.grads((...args: tf.Tensor[]) =>
        convolve(x, args[0]!, null, { ...same, needsInputGradient: false }),
      )([kernel], dy);
      expect(alone!.dataSync()).toEqual(whole[0]!.dataSync());
    });
  });
});
