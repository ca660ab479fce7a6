/* Pooling, embedding and the sorting into phases, written plainly in float64; see plainKernels.ts. */
import { inputSize, outputSize, taps, type Window } from './plainKernels.ts';

type Numbers = ArrayLike<number>;

/** How many places inside the picture every window covers. */
function covered(window: Window): Float64Array {
  const counts = new Float64Array(window.rows * window.outHeight * window.outWidth);
  for (const { output } of taps(window)) counts[output]!++;
  return counts;
}

export function plainAveragePool2d(window: Window, x: Numbers): Float64Array {
  const { channels } = window;
  const counts = covered(window);
  const y = new Float64Array(outputSize({ ...window, filters: channels }));
  for (const { input, output } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      y[output * channels + channel]! += x[input * channels + channel]! / counts[output]!;
  return y;
}

export function plainAveragePool2dGradient(window: Window, dy: Numbers): Float64Array {
  const { channels } = window;
  const counts = covered(window);
  const dx = new Float64Array(inputSize(window));
  for (const { input, output } of taps(window))
    for (let channel = 0; channel < channels; channel++)
      dx[input * channels + channel]! += dy[output * channels + channel]! / counts[output]!;
  return dx;
}

/** The largest of every channel and its place. */
export function plainGlobalMaxPool(x: Numbers, rows: number, length: number, channels: number) {
  const y = new Float64Array(rows * channels).fill(-Infinity);
  const places = new Int32Array(rows * channels);
  for (let i = 0; i < rows * length * channels; i++) {
    const [channel, place] = [i % channels, Math.floor(i / channels) % length];
    const at = Math.floor(i / (channels * length)) * channels + channel;
    if (place > 0 && !(x[i]! > y[at]!) && !Number.isNaN(x[i])) continue;
    y[at] = x[i]!;
    places[at] = place;
  }
  return { y, places };
}

export function plainEmbeddingGradient(ids: Numbers, dy: Numbers, dim: number, vocabulary: number): Float64Array {
  const table = new Float64Array(vocabulary * dim);
  for (let i = 0; i < ids.length * dim; i++) table[ids[Math.floor(i / dim)]! * dim + (i % dim)]! += dy[i]!;
  return table;
}

/** The sizes of a picture sorted into phases, in the order of `Kernels`. */
export interface Phases {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly phaseHeight: number;
  readonly phaseWidth: number;
}

export function plainSplitPhases(phases: Phases, x: Numbers): Float64Array {
  const { rows, height, width, channels, dilationY, dilationX, padTop, padLeft, phaseHeight, phaseWidth } = phases;
  const y: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let py = 0; py < dilationY; py++)
      for (let px = 0; px < dilationX; px++)
        for (let h = 0; h < phaseHeight; h++)
          for (let w = 0; w < phaseWidth; w++)
            for (let channel = 0; channel < channels; channel++) {
              const [fromY, fromX] = [h * dilationY + py - padTop, w * dilationX + px - padLeft];
              const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
              y.push(inside ? x[((row * height + fromY) * width + fromX) * channels + channel]! : 0);
            }
  return Float64Array.from(y);
}
