/*
 * What the kernels of src-renderer/engine/cpu compute, written plainly in float64: the same arguments, with arrays in place of addresses. Slow
 * and obvious on purpose; the kernels are tested against these.
 */

/** The sizes every convolution and pooling shares, in the order of `Kernels`. */
export interface Window {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padTop: number;
  readonly padLeft: number;
}

export interface WindowPlan {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [down: number, across: number];
  readonly padding: 'same' | 'valid';
}

/** The sizes of a window that slides as in Keras: 'same' pads so that every stride has its window, the odd zero at the end. */
export function slide(plan: WindowPlan): Window {
  const { rows, height, width, channels, filters, kernel, stride, padding } = plan;
  const [outHeight, padTop] = along(height, kernel[0], stride[0], padding);
  const [outWidth, padLeft] = along(width, kernel[1], stride[1], padding);
  return {
    rows,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filters,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideY: stride[0],
    strideX: stride[1],
    padTop,
    padLeft,
  };
}

function along(size: number, window: number, stride: number, padding: 'same' | 'valid'): readonly [number, number] {
  if (padding === 'valid') return [Math.floor((size - window) / stride) + 1, 0];
  const out = Math.ceil(size / stride);
  return [out, Math.floor(Math.max((out - 1) * stride + window - size, 0) / 2)];
}

/** The sizes as the arguments of the kernels. */
export function windowArguments(window: Window): readonly number[] {
  const { rows, height, width, channels, outHeight, outWidth, filters } = window;
  const { kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft } = window;
  // prettier-ignore
  return [rows, height, width, channels, outHeight, outWidth, filters, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft];
}

export interface Tap {
  /** Index of the place (row, y, x) in the input and (row, oy, ox) in the output, without channels. */
  readonly input: number;
  readonly output: number;
  /** Index of the place in the window. */
  readonly place: number;
}

/** Every pair of an output place and an input place inside the picture that its window covers. */
export function* taps(window: Window): Generator<Tap> {
  const { rows, height, width, outHeight, outWidth, kernelHeight, kernelWidth } = window;
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < kernelHeight; ky++)
          for (let kx = 0; kx < kernelWidth; kx++) {
            const y = oy * window.strideY + ky - window.padTop;
            const x = ox * window.strideX + kx - window.padLeft;
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            yield {
              input: (row * height + y) * width + x,
              output: (row * outHeight + oy) * outWidth + ox,
              place: ky * kernelWidth + kx,
            };
          }
}

export const outputSize = (window: Window): number => window.rows * window.outHeight * window.outWidth * window.filters;
export const inputSize = (window: Window): number => window.rows * window.height * window.width * window.channels;
export const kernelSize = (window: Window): number =>
  window.kernelHeight * window.kernelWidth * window.channels * window.filters;

type Numbers = ArrayLike<number>;
const at = (values: Numbers, index: number): number => values[index] ?? NaN;

export const plainActivations: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  Math.tanh,
  (x) => 1 / (1 + Math.exp(-x)),
];

/** activation′ told by the output. */
export const plainSlopes: readonly ((y: number) => number)[] = [
  () => 1,
  (y) => (y > 0 ? 1 : 0),
  (y) => 1 - y * y,
  (y) => y * (1 - y),
];

export function plainActivate(activation: number, x: Numbers): Float64Array {
  return Float64Array.from(x, plainActivations[activation] ?? (() => NaN));
}

export function plainGemm(
  { transposeA, transposeB, m, n, k }: Product,
  a: Numbers,
  b: Numbers,
  before?: Numbers,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = before ? at(before, i * n + j) : 0;
      for (let p = 0; p < k; p++)
        sum += at(a, transposeA ? p * m + i : i * k + p) * at(b, transposeB ? j * k + p : p * n + j);
      c[i * n + j] = sum;
    }
  return c;
}

export interface Product {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export function plainSumRows(x: Numbers, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows * columns; i++) sums[i % columns] = at(sums, i % columns) + at(x, i);
  return sums;
}

export function plainConv2d(window: Window, x: Numbers, kernel: Numbers, bias: Numbers): Float64Array {
  const { channels, filters } = window;
  const y = Float64Array.from({ length: outputSize(window) }, (_, i) => at(bias, i % filters));
  for (const { input, output, place } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        y[output * filters + filter]! +=
          at(x, input * channels + channel) * at(kernel, (place * channels + channel) * filters + filter);
  return y;
}

export function plainConv2dKernelGradient(window: Window, x: Numbers, dy: Numbers): Float64Array {
  const { channels, filters } = window;
  const dKernel = new Float64Array(kernelSize(window));
  for (const { input, output, place } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        dKernel[(place * channels + channel) * filters + filter]! +=
          at(x, input * channels + channel) * at(dy, output * filters + filter);
  return dKernel;
}

export function plainConv2dInputGradient(window: Window, dy: Numbers, kernel: Numbers): Float64Array {
  const { channels, filters } = window;
  const dx = new Float64Array(inputSize(window));
  for (const { input, output, place } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        dx[input * channels + channel]! +=
          at(dy, output * filters + filter) * at(kernel, (place * channels + channel) * filters + filter);
  return dx;
}

export interface Pooled {
  readonly y: Float64Array;
  readonly argmax: Uint16Array;
}

export function plainMaxPool2d(window: Window, x: Numbers): Pooled {
  const { channels } = window;
  const y = new Float64Array(outputSize({ ...window, filters: channels })).fill(-Infinity);
  const argmax = new Uint16Array(y.length).fill(0xffff);
  for (const { input, output, place } of taps(window))
    for (let channel = 0; channel < channels; channel++) {
      const index = output * channels + channel;
      const value = at(x, input * channels + channel);
      if (argmax[index] !== 0xffff && !(value > y[index]!)) continue;
      y[index] = value;
      argmax[index] = place;
    }
  return { y, argmax };
}

export function plainMaxPool2dGradient(window: Window, dy: Numbers, argmax: Numbers): Float64Array {
  const { channels } = window;
  const dx = new Float64Array(inputSize(window));
  for (const { input, output, place } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      if (at(argmax, output * channels + channel) === place)
        dx[input * channels + channel]! += at(dy, output * channels + channel);
  return dx;
}

export function plainSoftmax(x: Numbers, rows: number, columns: number): Float64Array {
  const y = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const values = Array.from({ length: columns }, (_, column) => at(x, row * columns + column));
    const largest = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    powers.forEach((power, column) => (y[row * columns + column] = power / total));
  }
  return y;
}

export function plainSoftmaxGradient(y: Numbers, dy: Numbers, rows: number, columns: number): Float64Array {
  const dx = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    let mean = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) mean += at(y, i) * at(dy, i);
    for (let i = row * columns; i < (row + 1) * columns; i++) dx[i] = at(y, i) * (at(dy, i) - mean);
  }
  return dx;
}

/** ‖actual − expected‖ / ‖expected‖; the plain norm of the difference where the expected is all zeros. */
export function relativeError(actual: Numbers, expected: Numbers): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (at(actual, i) - at(expected, i)) ** 2;
    size += at(expected, i) ** 2;
  }
  return Math.sqrt(difference) / (size > 0 ? Math.sqrt(size) : 1);
}
