import { problem, shapeOf, shapeText, type LayerRepair, type ShapeResult } from './kind.ts';

/** 'causal' pads the beginning alone: nothing is seen before its time. */
export type Padding = 'same' | 'valid' | 'causal';

/** Length of an axis after a sliding window: 'valid' ⌊(n − window)/stride⌋ + 1, else ⌈n/stride⌉. */
export function windowLength(length: number, window: number, stride: number, padding: Padding): number {
  return padding === 'valid' ? Math.floor((length - window) / stride) + 1 : Math.ceil(length / stride);
}

/** Places from the first to the last tap of a window whose taps stand `dilation` places apart. */
export function windowSpan(window: number, dilation: number): number {
  return (window - 1) * dilation + 1;
}

/** Places from tap to tap: with gaps a small kernel sees far. */
export const dilationParam = {
  type: 'integer',
  default: 1,
  min: 1,
  max: 64,
  scale: 'linear',
  slider: [1, 8],
} as const;

interface SlidingWindow {
  readonly window: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Places from tap to tap; 1 where absent. Strides and gaps exclude each other, as in Keras. */
  readonly dilation?: number;
  /** Name of the parameter that holds the window, for the repair. */
  readonly parameter: string;
  readonly channels: (inputChannels: number) => number;
}

/** The shape after a square window slid over a picture, or why it cannot be. */
export function slideOverPicture(input: readonly number[], options: SlidingWindow): ShapeResult {
  if (input.length !== 3) return needsPicture(input);
  const [height = 0, width = 0, channels = 0] = input;
  const smallest = Math.min(height, width);
  const span = windowSpan(options.window, options.dilation ?? 1);
  if (options.padding === 'valid' && span > smallest)
    return problem('windowTooLarge', { window: span, height, width }, smaller(options, smallest));
  return (
    gapsAndSteps(options) ??
    shapeOf(slidLength(height, span, options), slidLength(width, span, options), options.channels(channels))
  );
}

/** The shape after a window slid along a sequence [length, channels], or why it cannot be. */
export function slideOverSequence(input: readonly number[], options: SlidingWindow): ShapeResult {
  if (input.length !== 2) return needsSequence(input);
  const [length = 0, channels = 0] = input;
  const span = windowSpan(options.window, options.dilation ?? 1);
  if (options.padding === 'valid' && span > length)
    return problem('windowTooLong', { window: span, length }, smaller(options, length));
  return gapsAndSteps(options) ?? shapeOf(slidLength(length, span, options), options.channels(channels));
}

/** A layer over [length, values per step] got something else; a row becomes a sequence of one value per step. */
export function needsSequence(input: readonly number[]): ShapeResult {
  const repair =
    input.length === 1 ? ({ act: 'insertBefore', kind: 'reshape' } as const) : ({ act: 'remove' } as const);
  return problem('needsSequence', { shape: shapeText(input) }, repair);
}

/** A layer over [height, width, channels] got something else. */
export function needsPicture(input: readonly number[]): ShapeResult {
  return problem('needsPicture', { shape: shapeText(input) }, { act: 'remove' });
}

function slidLength(length: number, span: number, { stride, padding }: SlidingWindow): number {
  return windowLength(length, span, stride, padding);
}

/** The largest window that fits; a window of gaps closes them first. */
function smaller({ parameter, dilation = 1 }: SlidingWindow, largest: number): LayerRepair {
  if (dilation > 1) return { act: 'setParam', name: 'dilationRate', value: 1 };
  return { act: 'setParam', name: parameter, value: largest };
}

function gapsAndSteps({ dilation = 1, stride }: SlidingWindow): ShapeResult | null {
  if (dilation === 1 || stride === 1) return null;
  return problem('dilationOrStrides', {}, { act: 'setParam', name: 'strides', value: 1 });
}
