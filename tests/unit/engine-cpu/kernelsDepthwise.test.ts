import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import {
  inputSize,
  outputSize,
  relativeError,
  slide,
  taps,
  windowArguments,
  type Window,
} from '../../support/plainKernels.ts';

/** Windows of 1 to 4, strides that differ down and across and pass the window, sizes of 1, one to three filters a channel. */
function* windows(): Generator<readonly [string, Window]> {
  for (const padding of ['same', 'valid'] as const)
    for (const kernel of [
      [1, 1],
      [3, 2],
      [2, 4],
    ] as const)
      for (const stride of [
        [1, 1],
        [2, 3],
        [4, 2],
      ] as const)
        for (const [channels, multiplier] of [
          [1, 1],
          [5, 1],
          [4, 3],
          [8, 1],
        ] as const) {
          const filters = channels * multiplier;
          const window = slide({ rows: 2, height: 7, width: 6, channels, filters, kernel, stride, padding });
          yield [`${kernel.join(' × ')}, stride ${stride.join(' × ')}, ${padding}, ${channels} → ${filters}`, window];
        }
  const one = { rows: 3, height: 1, width: 1, channels: 1, filters: 2, padding: 'same' } as const;
  yield ['a picture of one place', slide({ ...one, kernel: [3, 3], stride: [2, 2] })];
}

/** Calls back for every pair of an input and an output value that meet, with the tap between them. */
function eachPair(window: Window, meet: (input: number, tap: number, output: number) => void): void {
  const { channels, filters } = window;
  for (const { input, output, place } of taps(window))
    for (let filter = 0; filter < filters; filter++) {
      const channel = Math.floor((filter * channels) / filters);
      meet(input * channels + channel, place * filters + filter, output * filters + filter);
    }
}

describe.each(builds)('depthwise convolution of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  it.each([...windows()])('forward and both gradients: %s', (_, window) => {
    const { kernels } = bench;
    const count = window.kernelHeight * window.kernelWidth * window.filters;
    const [inputs, outputs] = [inputSize(window), outputSize(window)];
    const [x, kernel, bias, dy] = [inputs, count, window.filters, outputs].map((values, i) => normals(values, 'd', i));
    const [atX, atKernel, atBias, atDy] = [x!, kernel!, bias!, dy!].map((values) => bench.put(values)) as number[];
    const [y, dKernel, dx] = [bench.room(outputs), bench.room(count), bench.room(inputs)];
    const sizes = windowArguments(window);
    bench.scratch(kernels.depthwiseConv2dScratch(...sizes));
    kernels.depthwiseConv2d(atX!, atKernel!, atBias!, y, ...sizes);
    kernels.depthwiseConv2dKernelGradient(atX!, atDy!, dKernel, ...sizes);
    kernels.depthwiseConv2dInputGradient(atDy!, atKernel!, dx, ...sizes);
    const exact = {
      y: Float64Array.from({ length: outputs }, (_value, i) => bias![i % window.filters]!),
      dKernel: new Float64Array(count),
      dx: new Float64Array(inputs),
    };
    eachPair(window, (input, tap, output) => {
      exact.y[output]! += x![input]! * kernel![tap]!;
      exact.dKernel[tap]! += x![input]! * dy![output]!;
      exact.dx[input]! += dy![output]! * kernel![tap]!;
    });
    expect(relativeError(bench.read(y, outputs), exact.y)).toBeLessThan(1e-6);
    expect(relativeError(bench.read(dKernel, count), exact.dKernel)).toBeLessThan(1e-6);
    expect(relativeError(bench.read(dx, inputs), exact.dx)).toBeLessThan(1e-6);
  });
});
