import type { Shape } from '#shared/domain/layerGraph.ts';

/** What a drawing is made with: colours of the theme as CSS text, device pixels per CSS pixel. */
export interface ActivationPen {
  readonly ink: string;
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
  readonly ratio: number;
}

/** Height of a strip in CSS px. */
export const STRIP_HEIGHT = 36;
const GAP = 4;

/** Draws what leaves a layer: a channel of a picture as a small picture, a row of values as bars, a sequence as a map of steps and features. */
export function drawActivations(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  shape: Shape,
  width: number,
  pen: ActivationPen,
): void {
  canvas.width = Math.max(1, Math.round(width * pen.ratio));
  canvas.height = Math.round(STRIP_HEIGHT * pen.ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(pen.ratio, pen.ratio);
  context.imageSmoothingEnabled = false;
  const [low, high] = rangeOf(values);
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0);
  if (shape.length === 3) drawChannels(context, values, shape, width, share, pen);
  else if (shape.length === 2) drawMap(context, values, shape, width, share, pen);
  else drawBars(context, values, width, [low, high], pen);
}

type Share = (value: number) => number;

function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length === 0 ? [0, 0] : [low, high];
}

function drawChannels(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  [height = 1, width = 1, channels = 1]: Shape,
  room: number,
  share: Share,
  pen: ActivationPen,
): void {
  const wide = Math.max(4, (STRIP_HEIGHT * width) / height);
  const most = Math.max(1, Math.min(channels, Math.floor((room + GAP) / (wide + GAP))));
  for (let channel = 0; channel < most; channel++) {
    const at = (place: number): number => values[place * channels + channel]!;
    context.drawImage(
      picture(width, height, (place) => share(at(place)), pen),
      channel * (wide + GAP),
      0,
      wide,
      STRIP_HEIGHT,
    );
  }
}

/** Steps from left to right, features from top to bottom. */
function drawMap(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  [steps = 1, features = 1]: Shape,
  room: number,
  share: Share,
  pen: ActivationPen,
): void {
  const value = (place: number): number => values[(place % steps) * features + Math.floor(place / steps)]!;
  const wide = Math.min(room, Math.max(steps, 120));
  context.drawImage(
    picture(steps, features, (place) => share(value(place)), pen),
    0,
    0,
    wide,
    STRIP_HEIGHT,
  );
}

function drawBars(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  room: number,
  [low, high]: readonly [number, number],
  { ink }: ActivationPen,
): void {
  const [bottom, top] = [Math.min(0, low), Math.max(0, high)];
  const height = (value: number): number => ((value - bottom) / (top - bottom || 1)) * (STRIP_HEIGHT - 2);
  const wide = Math.min(12, room / values.length);
  const zero = STRIP_HEIGHT - 1 - height(0);
  context.fillStyle = ink;
  for (let i = 0; i < values.length; i++) {
    const y = STRIP_HEIGHT - 1 - height(values[i]!);
    context.fillRect(
      i * wide,
      Math.min(y, zero),
      Math.max(0.5, wide - (wide > 3 ? 1 : 0)),
      Math.max(0.5, Math.abs(y - zero)),
    );
  }
}

function picture(
  width: number,
  height: number,
  share: (place: number) => number,
  { low, high }: ActivationPen,
): OffscreenCanvas {
  const image = new ImageData(width, height);
  for (let place = 0; place < width * height; place++) {
    const part = share(place);
    for (let c = 0; c < 3; c++) image.data[place * 4 + c] = low[c]! + part * (high[c]! - low[c]!);
    image.data[place * 4 + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
