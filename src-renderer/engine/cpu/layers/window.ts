import type { Shape } from '#shared/domain/layerGraph.ts';

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: unknown;
}

/** The arguments the kernels' convolutions and poolings share, for a number of rows. */
export type WindowArguments = (rows: number) => readonly number[];

/**
 * A square window sliding over [height, width, channels] as TensorFlow and Keras do it: 'same' pads (out − 1) · stride + size − in zeros, the
 * odd one at the end. The arguments of a row count are made once and kept.
 */
export function windowArguments(input: Shape, output: Shape, { size, stride, padding }: Window): WindowArguments {
  const [height = 1, width = 1, channels = 1] = input;
  const [outHeight = 1, outWidth = 1, filters = 1] = output;
  const before = (length: number, outLength: number): number =>
    padding === 'same' ? Math.floor(Math.max((outLength - 1) * stride + size - length, 0) / 2) : 0;
  const [padTop, padLeft] = [before(height, outHeight), before(width, outWidth)];
  const sizes = [height, width, channels, outHeight, outWidth, filters, size, size, stride, stride, padTop, padLeft];
  const kept = new Map<number, readonly number[]>();
  return (rows) => {
    let found = kept.get(rows);
    if (!found) kept.set(rows, (found = [rows, ...sizes]));
    return found;
  };
}
