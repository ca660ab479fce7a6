import { problem, shapeOf, shapeText, type ShapeResult } from './kind.ts';

export type Padding = 'same' | 'valid';

/** Length of an axis after a sliding window: 'same' ⌈n/stride⌉, 'valid' ⌊(n − window)/stride⌋ + 1. */
export function windowLength(length: number, window: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1;
}

interface SlidingWindow {
  readonly window: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Name of the parameter that holds the window, for the repair. */
  readonly parameter: string;
  readonly channels: (inputChannels: number) => number;
}

/** The shape after a square window slid over a picture, or why it cannot be. */
export function slideOverPicture(input: readonly number[], options: SlidingWindow): ShapeResult {
  if (input.length !== 3) return problem('needsPicture', { shape: shapeText(input) }, { act: 'remove' });
  const [height = 0, width = 0, channels = 0] = input;
  const smallest = Math.min(height, width);
  const { window, stride, padding } = options;
  if (padding === 'valid' && window > smallest)
    return problem(
      'windowTooLarge',
      { window, height, width },
      { act: 'setParam', name: options.parameter, value: smallest },
    );
  return shapeOf(
    windowLength(height, window, stride, padding),
    windowLength(width, window, stride, padding),
    options.channels(channels),
  );
}
