import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { activationNumber } from '#shared/layers/activation.ts';
import { activationCodes, curveCodes } from '#renderer/engine/cpu/kernels.ts';
import { generator } from '#shared/random/generator.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { referenceActivation } from '../../support/referenceActivations.ts';
import {
  plainActivate,
  plainSlopes,
  plainSoftmax,
  plainSoftmaxGradient,
  relativeError,
} from '../../support/plainKernels.ts';

const tolerance = 1e-6;
const counts = [1, 2, 3, 4, 5, 17];
const codes = Object.entries(activationCodes);

describe.each(builds)('element-wise work of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  const activate = (code: number, x: ArrayLike<number>): Float32Array => {
    const y = bench.room(x.length);
    bench.kernels.activate(code, bench.put(x), y, x.length);
    return bench.read(y, x.length);
  };

  it.each(codes)('%s and its gradient, in place too', (_, code) => {
    for (const count of counts) {
      const x = normals(count, 'x').map((value) => 3 * value);
      const at = bench.put(x);
      bench.kernels.activate(code, at, at, count);
      const y = bench.read(at, count);
      expect(relativeError(y, plainActivate(code, x))).toBeLessThan(tolerance);
      const dy = normals(count, 'dy');
      const dyAt = bench.put(dy);
      bench.kernels.activateGradient(code, at, dyAt, dyAt, count);
      const expected = Float64Array.from(dy, (value, i) => value * (plainSlopes[code] ?? (() => NaN))(y[i]!));
      expect(relativeError(bench.read(dyAt, count), expected)).toBeLessThan(tolerance);
      bench.clear();
    }
  });

  it.each(codes)('%s value by value, from the smallest numbers to the largest', (_, code) => {
    const sizes = [0, 1e-40, 1e-20, 1e-6, 0.01, 0.3, 0.62, 0.63, 1, 5, 9, 17, 40, 80, 87, 88, 95, 104, 110, 1e4, 3e38];
    const x = Float32Array.from([...sizes, ...sizes.map((size) => -size)]);
    const expected = plainActivate(code, x);
    activate(code, x).forEach((y, i) => {
      // Values below 1e-38 have fewer digits.
      expect(Math.abs(y - expected[i]!)).toBeLessThanOrEqual(5e-7 * Math.abs(expected[i]!) + 1e-38);
    });
  });

  it.each(codes)('%s keeps NaN and knows infinity', (name, code) => {
    const limits: Readonly<Record<string, readonly number[]>> = {
      linear: [Infinity, -Infinity],
      relu: [Infinity, 0],
      tanh: [1, -1],
      sigmoid: [1, 0],
    };
    expect([...activate(code, [NaN, Infinity, -Infinity, 0, NaN])].slice(0, 3)).toEqual([NaN, ...limits[name]!]);
    const [y, dy] = [bench.put([NaN, 0.5, 0.5, NaN, 0.5]), bench.put([NaN, NaN, 1, NaN, NaN])];
    bench.kernels.activateGradient(code, y, dy, dy, 5);
    expect(Array.from(bench.read(dy, 5), Number.isNaN)).toEqual([true, true, false, true, true]);
  });

  const curves = Object.entries(curveCodes).map(([name, code]) => [name, code, activationNumber(name)] as const);
  const isOfInput = (name: string): boolean => name === 'gelu' || name === 'swish';

  it.each(curves)('%s and its gradient against central differences, in place too', (name, code, number) => {
    for (const count of counts) {
      const x = normals(count, 'x').map((value) => 3 * value);
      const [input, at] = [bench.put(x), bench.put(x)];
      bench.kernels.curve(code, at, at, count, number);
      const exact = (move: number) =>
        referenceActivation(
          name,
          Float64Array.from(x, (value) => value + move),
          1,
        );
      expect(relativeError(bench.read(at, count), exact(0))).toBeLessThan(tolerance);
      const dy = normals(count, 'dy');
      const dyAt = bench.put(dy);
      bench.kernels.curveGradient(code, isOfInput(name) ? input : at, dyAt, dyAt, count, number);
      const [above, below] = [exact(1e-5), exact(-1e-5)];
      const expected = Float64Array.from(dy, (value, i) => (value * (above[i]! - below[i]!)) / 2e-5);
      expect(relativeError(bench.read(dyAt, count), expected)).toBeLessThan(tolerance);
      bench.clear();
    }
  });

  it.each(curves)('%s value by value, from small numbers to large ones, and NaN', (name, code, number) => {
    const sizes = [0, 1e-20, 1e-6, 0.01, 0.3, 1, 2.5, 5, 9, 40, 80];
    const x = Float32Array.from([NaN, ...sizes, ...sizes.map((size) => -size)]);
    const y = bench.room(x.length);
    bench.kernels.curve(code, bench.put(x), y, x.length, number);
    const [first, ...rest] = bench.read(y, x.length);
    expect(first).toBeNaN();
    // Φ is known to 7.5e-8 in all, not to so many digits.
    const floor = name === 'gelu' ? 1e-6 : 1e-35;
    const expected = [...referenceActivation(name, Float64Array.from(x), 1)].slice(1);
    rest.forEach((value, i) =>
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-6 * Math.abs(expected[i]!) + floor),
    );
    const dx = bench.put([1, 1]);
    bench.kernels.curveGradient(code, bench.put([NaN, NaN]), dx, dx, 2, number);
    expect([...bench.read(dx, 2)]).toEqual([NaN, NaN]);
  });

  it.each([
    [1, 1],
    [3, 2],
    [64, 10],
    [2, 37],
  ])('softmax %i × %i and its gradient, in place too', (rows, columns) => {
    const x = normals(rows * columns, 'x').map((value) => 8 * value);
    const at = bench.put(x);
    bench.kernels.softmax(at, at, rows, columns);
    const y = bench.read(at, rows * columns);
    expect(relativeError(y, plainSoftmax(x, rows, columns))).toBeLessThan(tolerance);
    const dy = normals(rows * columns, 'dy');
    const dyAt = bench.put(dy);
    bench.kernels.softmaxGradient(at, dyAt, dyAt, rows, columns);
    const expected = plainSoftmaxGradient(y, dy, rows, columns);
    expect(relativeError(bench.read(dyAt, rows * columns), expected)).toBeLessThan(tolerance);
  });

  it('softmax of large logits does not overflow, and a NaN stays in its row', () => {
    const at = bench.put([1000, 999, 0, NaN, 1, 2]);
    bench.kernels.softmax(at, at, 2, 3);
    const y = [...bench.read(at, 6)];
    expect(relativeError(y.slice(0, 3), plainSoftmax([1000, 999, 0], 1, 3))).toBeLessThan(tolerance);
    expect(y.slice(3)).toEqual([NaN, NaN, NaN]);
  });

  it.each(counts)('dropout of %i values draws the words of the shared generator', (count) => {
    const { uint32, key } = generator(41, 'dropout', 3, 1700);
    const threshold = Math.round(0.3 * 2 ** 32);
    const scale = Math.fround(1 / 0.7);
    const x = normals(count, 'x');
    const at = bench.put(x);
    bench.kernels.dropout(at, at, count, key.k1, key.k2, threshold, scale);
    expect([...bench.read(at, count)]).toEqual(
      [...x].map((value, i) => Math.fround(value * (uint32(i) >= threshold ? scale : 0))),
    );
  });

  it('dropout drops its share, nothing at threshold 0, and keeps NaN', () => {
    const { key } = generator(5, 'dropout', 0, 1);
    const drop = (threshold: number, x: ArrayLike<number>): Float32Array => {
      const y = bench.room(x.length);
      bench.kernels.dropout(bench.put(x), y, x.length, key.k1, key.k2, threshold, 2);
      return bench.read(y, x.length);
    };
    const ones = new Float32Array(100_000).fill(1);
    expect(drop(2 ** 31, ones).filter((value) => value === 0).length / ones.length).toBeCloseTo(0.5, 2);
    expect(drop(0, ones).every((value) => value === 2)).toBe(true);
    expect(
      drop(
        2 ** 31,
        ones.map(() => NaN),
      ).every(Number.isNaN),
    ).toBe(true);
  });

  it.each(counts)('sumSquares, scale and clipValue of %i values', (count) => {
    const x = normals(count, 'x');
    const at = bench.put(x);
    const squares = x.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(bench.kernels.sumSquares(at, count) / squares - 1)).toBeLessThan(1e-14);
    bench.kernels.scale(at, count, 0.3);
    const factor = Math.fround(0.3);
    expect([...bench.read(at, count)]).toEqual([...x].map((value) => Math.fround(value * factor)));
    bench.kernels.clipValue(at, count, 0.1);
    const limit = Math.fround(0.1);
    expect([...bench.read(at, count)]).toEqual(
      [...x].map((value) => Math.min(Math.max(Math.fround(value * factor), -limit), limit)),
    );
  });

  it('sumSquares adds 100,000 large squares without losing the small ones, and clipping keeps NaN', () => {
    const x = Float32Array.from({ length: 100_001 }, (_, i) => (i % 2 === 0 ? 1e3 : 1e-3));
    const exact = 50_001 * 1e6 + 50_000 * Math.fround(1e-3) ** 2;
    expect(Math.abs(bench.kernels.sumSquares(bench.put(x), x.length) - exact)).toBeLessThan(1e-3);
    const at = bench.put([NaN, 9, -9, 0, NaN]);
    bench.kernels.clipValue(at, 5, 1);
    expect([...bench.read(at, 5)]).toEqual([NaN, 1, -1, 0, NaN]);
  });
});
