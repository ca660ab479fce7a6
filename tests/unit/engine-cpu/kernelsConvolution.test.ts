import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import {
  inputSize,
  kernelSize,
  outputSize,
  plainActivate,
  plainConv2d,
  plainConv2dInputGradient,
  plainConv2dKernelGradient,
  relativeError,
  slide,
  windowArguments,
  type Window,
  type WindowPlan,
} from '../../support/plainKernels.ts';

const tolerance = 1e-6;
const paddings = ['same', 'valid'] as const;

/** Kernels of 1 to 5, strides of 1 to 3 that differ down and across, over odd pictures, few and many channels. */
function* plans(): Generator<WindowPlan> {
  for (const padding of paddings)
    for (const kernel of [1, 2, 3, 4, 5])
      for (const stride of [1, 2, 3])
        for (const [channels, filters] of [
          [1, 1],
          [3, 9],
          [13, 5],
        ] as const) {
          const size = { rows: 3, height: 7, width: 6, channels, filters };
          yield { ...size, kernel: [kernel, kernel], stride: [stride, stride], padding };
        }
}

/** What the regular ones miss: kernels and strides that differ, strides past the kernel, pictures of one place, bands of large pictures. */
const special: readonly WindowPlan[] = [
  { rows: 2, height: 5, width: 9, channels: 2, filters: 3, kernel: [3, 1], stride: [1, 2], padding: 'same' },
  { rows: 2, height: 9, width: 5, channels: 7, filters: 8, kernel: [2, 5], stride: [3, 1], padding: 'valid' },
  { rows: 2, height: 8, width: 7, channels: 4, filters: 2, kernel: [1, 2], stride: [3, 4], padding: 'valid' },
  { rows: 1, height: 1, width: 1, channels: 1, filters: 1, kernel: [1, 1], stride: [1, 1], padding: 'same' },
  { rows: 1, height: 1, width: 1, channels: 5, filters: 9, kernel: [5, 5], stride: [1, 1], padding: 'same' },
  { rows: 9, height: 1, width: 2, channels: 20, filters: 1, kernel: [3, 3], stride: [2, 2], padding: 'same' },
  { rows: 40, height: 4, width: 4, channels: 6, filters: 16, kernel: [2, 2], stride: [1, 1], padding: 'same' },
  { rows: 40, height: 4, width: 4, channels: 12, filters: 7, kernel: [2, 2], stride: [1, 1], padding: 'valid' },
  { rows: 2, height: 70, width: 65, channels: 1, filters: 2, kernel: [3, 3], stride: [1, 1], padding: 'same' },
  { rows: 1, height: 33, width: 31, channels: 24, filters: 8, kernel: [3, 3], stride: [2, 2], padding: 'same' },
  { rows: 2, height: 26, width: 30, channels: 32, filters: 8, kernel: [2, 2], stride: [1, 1], padding: 'valid' },
  { rows: 1, height: 3, width: 2100, channels: 1, filters: 1, kernel: [1, 5], stride: [1, 1], padding: 'same' },
];

const name = ({ rows, height, width, channels, filters, kernel, stride, padding }: WindowPlan): string =>
  `${rows} × ${height} × ${width} × ${channels} → ${filters}, kernel ${kernel.join(' × ')}, stride ${stride.join(' × ')}, ${padding}`;

const cases = [...plans(), ...special].map((plan) => [name(plan), slide(plan)] as const);

describe.each(builds)('convolution of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  const data = (window: Window) => ({
    x: normals(inputSize(window), 'x'),
    kernel: normals(kernelSize(window), 'kernel'),
    bias: normals(window.filters, 'bias'),
    dy: normals(outputSize(window), 'dy'),
  });

  it.each(cases)('forward and both gradients: %s', (_, window) => {
    const { x, kernel, bias, dy } = data(window);
    const sizes = windowArguments(window);
    const [xAt, kernelAt, biasAt, dyAt] = [bench.put(x), bench.put(kernel), bench.put(bias), bench.put(dy)];
    const [y, dKernel, dx] = [
      bench.room(outputSize(window)),
      bench.room(kernelSize(window)),
      bench.room(inputSize(window)),
    ];
    bench.scratch(bench.kernels.conv2dScratch(...sizes));
    bench.kernels.conv2d(xAt, kernelAt, biasAt, y, 0, ...sizes);
    const expected = plainConv2d(window, x, kernel, bias);
    expect(relativeError(bench.read(y, outputSize(window)), expected)).toBeLessThan(tolerance);
    bench.kernels.conv2dKernelGradient(xAt, dyAt, dKernel, ...sizes);
    const expectedKernel = plainConv2dKernelGradient(window, x, dy);
    expect(relativeError(bench.read(dKernel, kernelSize(window)), expectedKernel)).toBeLessThan(tolerance);
    bench.kernels.conv2dInputGradient(dyAt, kernelAt, dx, ...sizes);
    const expectedInput = plainConv2dInputGradient(window, dy, kernel);
    expect(relativeError(bench.read(dx, inputSize(window)), expectedInput)).toBeLessThan(tolerance);
  });

  it.each([1, 2, 3])('forward with activation %i', (activation) => {
    const plan = { rows: 2, height: 5, width: 5, channels: 3, filters: 10, kernel: [2, 2], stride: [1, 1] } as const;
    const window = slide({ ...plan, padding: 'same' });
    const { x, kernel, bias } = data(window);
    const sizes = windowArguments(window);
    const y = bench.room(outputSize(window));
    bench.scratch(bench.kernels.conv2dScratch(...sizes));
    bench.kernels.conv2d(bench.put(x), bench.put(kernel), bench.put(bias), y, activation, ...sizes);
    const expected = plainActivate(activation, plainConv2d(window, x, kernel, bias));
    expect(relativeError(bench.read(y, outputSize(window)), expected)).toBeLessThan(tolerance);
  });

  it('scratch memory for many rows is enough for fewer', () => {
    const plan = {
      height: 6,
      width: 5,
      channels: 13,
      filters: 9,
      kernel: [3, 3],
      stride: [2, 2],
      padding: 'same',
    } as const;
    const bytes = bench.kernels.conv2dScratch(...windowArguments(slide({ ...plan, rows: 64 })));
    for (const rows of [1, 2, 5, 31, 63])
      expect(bench.kernels.conv2dScratch(...windowArguments(slide({ ...plan, rows })))).toBeLessThanOrEqual(bytes);
  });

  it('relu keeps a NaN of the picture', () => {
    const window = slide({
      ...{ rows: 1, height: 3, width: 3, channels: 1, filters: 2 },
      ...{ kernel: [1, 1], stride: [1, 1], padding: 'valid' },
    });
    const { x, kernel, bias } = data(window);
    x[4] = NaN;
    const sizes = windowArguments(window);
    const y = bench.room(outputSize(window));
    bench.scratch(bench.kernels.conv2dScratch(...sizes));
    bench.kernels.conv2d(bench.put(x), bench.put(kernel), bench.put(bias), y, 1, ...sizes);
    const isNaNs = Array.from(bench.read(y, outputSize(window)), Number.isNaN);
    expect(isNaNs).toEqual(isNaNs.map((_, i) => i === 8 || i === 9));
  });
});
