import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import {
  inputSize,
  kernelSize,
  outputSize,
  plainConv2dInputGradient,
  plainConv2dKernelGradient,
  plainMaxPool2dGradient,
  relativeError,
  slide,
  windowArguments,
  type Window,
  type WindowPlan,
} from '../../support/plainKernels.ts';

type Size = readonly [down: number, across: number];

/** A convolution and the pooling of what it gives. */
interface Pair {
  readonly conv: Window;
  readonly pool: Window;
}

interface PoolPlan {
  readonly size: Size;
  readonly stride?: Size;
  readonly padding: 'same' | 'valid';
}

const pools: readonly PoolPlan[] = [
  { size: [2, 2], padding: 'valid' },
  { size: [2, 2], padding: 'same' },
  { size: [3, 3], padding: 'same' },
  { size: [4, 4], padding: 'same' },
  { size: [3, 3], stride: [2, 2], padding: 'same' },
  { size: [1, 3], stride: [2, 1], padding: 'valid' },
  { size: [2, 2], stride: [3, 3], padding: 'valid' },
];

function pairOf(plan: WindowPlan, { size, stride = size, padding }: PoolPlan): Pair {
  const conv = slide(plan);
  const { rows, outHeight: height, outWidth: width, filters } = conv;
  return { conv, pool: slide({ rows, height, width, channels: filters, filters, kernel: size, stride, padding }) };
}

/** Kernels of 1 to 3 at strides 1 and 2 over an odd picture with every pooling; channels around whole vectors, filters around a panel. */
function* regular(): Generator<readonly [string, Pair]> {
  for (const pool of pools)
    for (const [kernel, stride, padding] of [
      [1, 1, 'valid'],
      [2, 1, 'same'],
      [3, 1, 'valid'],
      [3, 2, 'same'],
    ] as const)
      for (const [channels, filters] of [
        [1, 3],
        [3, 9],
        [13, 8],
      ] as const) {
        const size = { rows: 3, height: 11, width: 9, channels, filters };
        const plan = { ...size, kernel: [kernel, kernel], stride: [stride, stride], padding } as const;
        yield [`${name(plan)}, pooled ${poolName(pool)}`, pairOf(plan, pool)];
      }
}

const two: PoolPlan = { size: [2, 2], padding: 'valid' };

/** Many small pictures in a group, bands of a large one, more filters than a block of lists, a picture that is one window, places of two bytes. */
function* special(): Generator<readonly [string, Pair]> {
  const plans: readonly (readonly [WindowPlan, PoolPlan])[] = [
    [
      { rows: 50, height: 4, width: 4, channels: 16, filters: 40, kernel: [2, 2], stride: [1, 1], padding: 'same' },
      two,
    ],
    [{ rows: 2, height: 70, width: 66, channels: 1, filters: 9, kernel: [3, 3], stride: [1, 1], padding: 'same' }, two],
    [
      { rows: 1, height: 36, width: 41, channels: 24, filters: 5, kernel: [2, 2], stride: [1, 1], padding: 'valid' },
      two,
    ],
    [
      { rows: 2, height: 35, width: 30, channels: 20, filters: 4, kernel: [3, 2], stride: [1, 1], padding: 'same' },
      { size: [4, 4], padding: 'same' },
    ],
    [{ rows: 2, height: 2, width: 2, channels: 40, filters: 70, kernel: [2, 2], stride: [1, 1], padding: 'same' }, two],
    [
      { rows: 2, height: 19, width: 34, channels: 2, filters: 3, kernel: [3, 3], stride: [1, 1], padding: 'valid' },
      { size: [17, 16], padding: 'valid' },
    ],
    [{ rows: 7, height: 8, width: 8, channels: 4, filters: 12, kernel: [1, 1], stride: [1, 1], padding: 'valid' }, two],
  ];
  for (const [plan, pool] of plans) yield [`${name(plan)}, pooled ${poolName(pool)}`, pairOf(plan, pool)];
}

function name({ rows, height, width, channels, filters, kernel, stride, padding }: WindowPlan): string {
  return `${rows} × ${height} × ${width} × ${channels} → ${filters}, kernel ${kernel.join(' × ')}, stride ${stride.join(' × ')}, ${padding}`;
}

function poolName({ size, stride = size, padding }: PoolPlan): string {
  return `${size.join(' × ')}, stride ${stride.join(' × ')}, ${padding}`;
}

/** The arguments of a convolution and, behind them, those of its pooling. */
function pairArguments({ conv, pool }: Pair): readonly number[] {
  const [, , , , height, width, , ...window] = windowArguments(pool);
  return [...windowArguments(conv), height ?? 0, width ?? 0, ...window];
}

describe.each(builds)('convolution with max-pooling of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  /** Quarters, so that sums are exact and equals meet in one window; half of the gradients are 0. */
  const data = ({ conv, pool }: Pair) => ({
    x: normals(inputSize(conv), 'x').map(quarters),
    kernel: normals(kernelSize(conv), 'kernel').map(quarters),
    bias: normals(conv.filters, 'bias').map(quarters),
    dy: normals(outputSize(pool), 'dy').map((value) => Math.max(value, 0)),
  });
  const quarters = (value: number): number => Math.round(4 * value) / 4;
  const placesOf = (argmax: number, { kernelHeight, kernelWidth }: Window, count: number): readonly number[] => {
    const bytes = kernelHeight * kernelWidth > 256 ? 2 : 1;
    const kept = bench.readBytes(argmax, count * bytes);
    return Array.from(bytes === 1 ? kept : new Uint16Array(kept.buffer, 0, count));
  };
  /** The two kernels one after the other. */
  const apart = ({ conv, pool }: Pair, x: number, kernel: number, bias: number, activation: number) => {
    const size = outputSize(pool);
    const [whole, y, argmax] = [bench.room(outputSize(conv)), bench.room(size), bench.room(Math.ceil(size / 2))];
    bench.scratch(bench.kernels.conv2dScratch(...windowArguments(conv)));
    bench.kernels.conv2d(x, kernel, bias, whole, activation, ...windowArguments(conv));
    bench.kernels.maxPool2d(whole, y, argmax, ...windowArguments(pool));
    return { y: bench.read(y, size), places: placesOf(argmax, pool, size) };
  };
  /** The kernel that does both. */
  const together = (pair: Pair, x: number, kernel: number, bias: number, activation: number) => {
    const size = outputSize(pair.pool);
    const bytes = pair.pool.kernelHeight * pair.pool.kernelWidth > 256 ? 2 : 1;
    const [y, argmax] = [bench.room(size), bench.room(Math.ceil((size * bytes) / 4))];
    bench.scratch(bench.kernels.conv2dMaxPool2dScratch(...pairArguments(pair)));
    bench.kernels.conv2dMaxPool2d(x, kernel, bias, y, argmax, activation, ...pairArguments(pair));
    return { y: bench.read(y, size), argmax, places: placesOf(argmax, pair.pool, size) };
  };

  it.each([...regular(), ...special()])('%s', (_, pair) => {
    const { conv, pool } = pair;
    const { x, kernel, bias, dy } = data(pair);
    const [xAt, kernelAt, biasAt, dyAt] = [bench.put(x), bench.put(kernel), bench.put(bias), bench.put(dy)];
    const { y, argmax, places } = together(pair, xAt, kernelAt, biasAt, 0);
    const expected = apart(pair, xAt, kernelAt, biasAt, 0);
    expect([...y]).toEqual([...expected.y]);
    expect(places).toEqual(expected.places);

    const unpooled = plainMaxPool2dGradient(pool, dy, expected.places);
    bench.scratch(bench.kernels.conv2dMaxPool2dScratch(...pairArguments(pair)));
    const [dKernel, dx] = [bench.room(kernelSize(conv)), bench.room(inputSize(conv))];
    bench.kernels.conv2dMaxPool2dKernelGradient(xAt, dyAt, argmax, dKernel, ...pairArguments(pair));
    const ofKernel = plainConv2dKernelGradient(conv, x, unpooled);
    expect(relativeError(bench.read(dKernel, kernelSize(conv)), ofKernel)).toBeLessThan(1e-6);
    bench.kernels.conv2dMaxPool2dInputGradient(dyAt, argmax, kernelAt, dx, ...pairArguments(pair));
    const ofInput = plainConv2dInputGradient(conv, unpooled, kernel);
    expect(relativeError(bench.read(dx, inputSize(conv)), ofInput)).toBeLessThan(1e-6);
  });

  const plan = { rows: 5, height: 9, width: 8, channels: 5, filters: 11, kernel: [2, 2], stride: [1, 1] } as const;
  const pair = pairOf({ ...plan, padding: 'same' }, two);

  it('gives the bits of the two kernels for any numbers, with relu too', () => {
    const { conv } = pair;
    const x = bench.put(normals(inputSize(conv), 'any'));
    const [kernel, bias] = [bench.put(normals(kernelSize(conv), 'kernel')), bench.put(normals(conv.filters, 'bias'))];
    for (const activation of [0, 1]) {
      const fused = together(pair, x, kernel, bias, activation);
      const expected = apart(pair, x, kernel, bias, activation);
      expect([...fused.y]).toEqual([...expected.y]);
      // Behind relu, equals at 0 may stand elsewhere: no gradient comes through there.
      const passing = (places: readonly number[]) => places.filter((_, i) => activation === 0 || fused.y[i]! > 0);
      expect(passing(fused.places)).toEqual(passing(expected.places));
    }
  });

  it('a NaN wins its windows, wherever it stands, and comes back to its pictures alone', () => {
    const { conv, pool } = pair;
    const { x, kernel, bias, dy } = data(pair);
    x[(2 * 9 * 8 + 3 * 8 + 4) * 5 + 1] = NaN;
    const [xAt, kernelAt, biasAt] = [bench.put(x), bench.put(kernel), bench.put(bias)];
    for (const activation of [0, 1]) {
      const { y, places } = together(pair, xAt, kernelAt, biasAt, activation);
      const expected = apart(pair, xAt, kernelAt, biasAt, activation);
      expect([...y]).toEqual([...expected.y]);
      expect(y.some(Number.isNaN)).toBe(true);
      expect(places.filter((_, i) => Number.isNaN(y[i]))).toEqual(expected.places.filter((_, i) => Number.isNaN(y[i])));
    }
    dy[outputSize(pool) - 1] = NaN;
    const { argmax } = together(pair, xAt, kernelAt, biasAt, 1);
    const dx = bench.room(inputSize(conv));
    bench.kernels.conv2dMaxPool2dInputGradient(bench.put(dy), argmax, kernelAt, dx, ...pairArguments(pair));
    const bad = Array.from(bench.read(dx, inputSize(conv)), Number.isNaN);
    expect(bad.lastIndexOf(true)).toBeGreaterThan(4 * 9 * 8 * 5);
    expect(bad.indexOf(true)).toBeGreaterThanOrEqual(4 * 9 * 8 * 5);
  });

  it('scratch memory for many rows is enough for fewer', () => {
    const bytes = (rows: number): number =>
      bench.kernels.conv2dMaxPool2dScratch(...pairArguments(pairOf({ ...plan, rows, padding: 'same' }, two)));
    for (const rows of [1, 2, 5, 31, 63]) expect(bytes(rows)).toBeLessThanOrEqual(bytes(64));
  });

  it('the way back through relu and dropout by what they left', () => {
    for (const count of [1, 3, 4, 5, 18, 67]) {
      const y = normals(count, 'y').map((value, i) => (i % 3 === 0 ? 0 : value));
      if (count > 4) y[4] = NaN;
      const dy = normals(count, 'dy');
      const at = bench.put(dy);
      bench.kernels.rectifiedDropoutGradient(bench.put(y), at, count, 1.25);
      const expected = dy.map((value, i) => (y[i]! <= 0 ? 0 : Math.fround(value * 1.25)));
      expect([...bench.read(at, count)]).toEqual([...expected]);
    }
  });
});
