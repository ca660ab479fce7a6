import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import {
  inputSize,
  plainMaxPool2d,
  plainMaxPool2dGradient,
  relativeError,
  slide,
  windowArguments,
  type Window,
} from '../../support/plainKernels.ts';

function* windows(): Generator<readonly [string, Window]> {
  for (const padding of ['same', 'valid'] as const)
    for (const kernel of [1, 2, 3, 5])
      for (const stride of [1, 2, 3, 6])
        for (const channels of [1, 4, 7]) {
          const plan = { rows: 2, height: 7, width: 6, channels, filters: channels, padding } as const;
          const window = slide({ ...plan, kernel: [kernel, kernel], stride: [stride, stride] });
          yield [`window ${kernel}, stride ${stride}, ${padding}, ${channels} channels`, window];
        }
  const large = { rows: 2, height: 19, width: 36, channels: 5, filters: 5, padding: 'valid' } as const;
  yield ['window 17, stride 17: places of two bytes', slide({ ...large, kernel: [17, 17], stride: [17, 17] })];
  yield ['window 17 × 20, stride 1 × 3: places of two bytes', slide({ ...large, kernel: [17, 20], stride: [1, 3] })];
  const one = { rows: 3, height: 1, width: 1, channels: 1, filters: 1, padding: 'same' } as const;
  yield ['a picture of one place', slide({ ...one, kernel: [3, 3], stride: [2, 2] })];
}

describe.each(builds)('max-pooling of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  const pool = (window: Window, x: Float32Array) => {
    const size = window.rows * window.outHeight * window.outWidth * window.channels;
    const bytes = window.kernelHeight * window.kernelWidth > 256 ? 2 : 1;
    const [y, argmax] = [bench.room(size), bench.room(Math.ceil((size * bytes) / 4))];
    bench.kernels.maxPool2d(bench.put(x), y, argmax, ...windowArguments(window));
    const kept = bench.readBytes(argmax, size * bytes);
    const places = bytes === 1 ? Array.from(kept) : Array.from(new Uint16Array(kept.buffer, 0, size));
    return { y: bench.read(y, size), argmax, places, size };
  };

  it.each([...windows()])('forward and gradient: %s', (_, window) => {
    // Few different values, so that equals meet in one window.
    const x = normals(inputSize(window), 'x').map((value) => Math.round(2 * value) / 2);
    const { y, argmax, places, size } = pool(window, x);
    const expected = plainMaxPool2d(window, x);
    expect([...y]).toEqual([...expected.y]);
    expect(places).toEqual([...expected.argmax]);
    const dy = normals(size, 'dy');
    const dx = bench.room(inputSize(window));
    bench.kernels.maxPool2dGradient(bench.put(dy), argmax, dx, ...windowArguments(window));
    const gradient = plainMaxPool2dGradient(window, dy, expected.argmax);
    expect(relativeError(bench.read(dx, inputSize(window)), gradient)).toBeLessThan(1e-6);
  });

  it('a NaN wins its window, wherever it stands', () => {
    const plan = { rows: 1, height: 2, width: 2, channels: 5, filters: 5, padding: 'valid' } as const;
    const window = slide({ ...plan, kernel: [2, 2], stride: [2, 2] });
    for (let place = 0; place < 4; place++) {
      const x = normals(20, 'x');
      for (let channel = 0; channel < 5; channel++) x[place * 5 + channel] = NaN;
      const { y, places } = pool(window, x);
      expect([...y]).toEqual([NaN, NaN, NaN, NaN, NaN]);
      expect(places).toEqual([place, place, place, place, place]);
    }
  });
});
