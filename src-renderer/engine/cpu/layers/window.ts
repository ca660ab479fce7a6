import type { Shape } from '#shared/domain/layerGraph.ts';

/** A window along one axis. */
export interface Axis {
  readonly length: number;
  readonly outLength: number;
  readonly size: number;
  readonly stride: number;
  /** Places from tap to tap. */
  readonly dilation: number;
  /** Zeros before the first place. */
  readonly before: number;
}

/** A window that slides down and across [height, width, channels]. */
export interface SlidingWindow {
  readonly down: Axis;
  readonly across: Axis;
  readonly channels: number;
  readonly filters: number;
}

interface WindowParams {
  readonly size: number;
  readonly stride: number;
  readonly padding: unknown;
  readonly dilation?: number;
}

/** The arguments the kernels' convolutions and poolings share, for a number of rows. */
export type WindowArguments = (rows: number) => readonly number[];

/** A square window over [height, width, channels], as TensorFlow and Keras slide it. */
export function pictureWindow(input: Shape, output: Shape, params: WindowParams): SlidingWindow {
  const [height = 1, width = 1, channels = 1] = input;
  const [outHeight = 1, outWidth = 1, filters = 1] = output;
  return { down: axis(height, outHeight, params), across: axis(width, outWidth, params), channels, filters };
}

/** A window along [length, channels]: the picture it slides over has height 1. */
export function sequenceWindow(input: Shape, output: Shape, params: WindowParams): SlidingWindow {
  const [length = 1, channels = 1] = input;
  const [outLength = 1, filters = 1] = output;
  const down = { length: 1, outLength: 1, size: 1, stride: 1, dilation: 1, before: 0 };
  return { down, across: axis(length, outLength, params), channels, filters };
}

/** 'same' pads (out − 1) · stride + span − in zeros, the odd one at the end; 'causal' pads span − 1 zeros, all at the beginning. */
function axis(length: number, outLength: number, { size, stride, padding, dilation = 1 }: WindowParams): Axis {
  const span = (size - 1) * dilation + 1;
  const missing = Math.max((outLength - 1) * stride + span - length, 0);
  const before = padding === 'same' ? Math.floor(missing / 2) : padding === 'causal' ? span - 1 : 0;
  return { length, outLength, size, stride, dilation, before };
}

/** The arguments of a window without gaps; those of a row count are made once and kept. */
export function windowArguments({ down, across, channels, filters }: SlidingWindow): WindowArguments {
  return keptByRows([
    ...[down.length, across.length, channels],
    ...[down.outLength, across.outLength, filters],
    ...[down.size, across.size, down.stride, across.stride, down.before, across.before],
  ]);
}

/** Arguments that begin with a number of rows; the list of a row count is made once, so that an update makes none. */
export function keptByRows(sizes: readonly number[]): WindowArguments {
  const kept = new Map<number, readonly number[]>();
  return (rows) => {
    let found = kept.get(rows);
    if (!found) kept.set(rows, (found = [rows, ...sizes]));
    return found;
  };
}
