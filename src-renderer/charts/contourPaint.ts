import type { Pair } from '#shared/surfaces/surface.ts';
import { paintSteps, type ContourModel } from './contourMap.ts';
import type { MapTheme } from './contourTheme.ts';
import { axisTicks, isInView, toPx, type MapView } from './contourView.ts';

/** Room around the picture for the axis labels, px. */
export const MAP_MARGIN = { left: 36, right: 4, top: 2, bottom: 24 } as const;

export interface MapWords {
  readonly number: (value: number) => string;
  readonly minimum: string;
  readonly start: string;
}

/** Makes a canvas as large as its place in device pixels and gives its context in CSS px, the origin at the picture's corner. */
export function mapContext(
  canvas: HTMLCanvasElement,
  view: MapView,
  ratio = devicePixelRatio,
): CanvasRenderingContext2D {
  const width = Math.round((view.width + MAP_MARGIN.left + MAP_MARGIN.right) * ratio);
  const height = Math.round((view.height + MAP_MARGIN.top + MAP_MARGIN.bottom) * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio, 0, 0, ratio, MAP_MARGIN.left * ratio, MAP_MARGIN.top * ratio);
  return context;
}

/** Limits drawing to the picture, with its round corners. */
export function clipToPicture(context: CanvasRenderingContext2D, view: MapView): void {
  context.beginPath();
  context.roundRect(0, 0, view.width, view.height, 6);
  context.clip();
}

/** The filled steps as a picture of their own, at the device's resolution. */
export function stepsPicture(model: ContourModel, view: MapView, theme: MapTheme, ratio: number): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = Math.max(1, Math.round(view.width * ratio));
  picture.height = Math.max(1, Math.round(view.height * ratio));
  const context = picture.getContext('2d')!;
  const pixels = context.createImageData(picture.width, picture.height);
  paintSteps(model, pixels, theme.low, theme.high);
  context.putImageData(pixels, 0, 0);
  return picture;
}

/** Steps, lines, level numbers, axes, minima and nothing that moves. */
export function paintMap(
  canvas: HTMLCanvasElement,
  view: MapView,
  model: ContourModel,
  theme: MapTheme,
  words: MapWords,
  minima: readonly Pair[],
  ratio = devicePixelRatio,
): void {
  const context = mapContext(canvas, view, ratio);
  context.save();
  clipToPicture(context, view);
  context.drawImage(stepsPicture(model, view, theme, ratio), 0, 0, view.width, view.height);
  paintLines(context, view, model, theme);
  paintLevelNumbers(context, model, theme, words);
  context.restore();
  paintAxes(context, view, theme, words);
  for (const minimum of minima) paintMinimum(context, view, minimum, theme, minima.length === 1 ? words.minimum : '');
}

function paintLines(context: CanvasRenderingContext2D, view: MapView, { lines }: ContourModel, theme: MapTheme): void {
  context.lineWidth = 1;
  context.strokeStyle = theme.contour;
  for (const [i, group] of lines.entries()) {
    // Low lines are stronger: there is more to see there.
    context.globalAlpha = 0.66 - (0.38 * i) / Math.max(1, lines.length - 1);
    context.beginPath();
    for (const line of group)
      for (const [k, [x, y]] of line.entries()) {
        const [px, py] = toPx(view, x, y);
        if (k === 0) context.moveTo(px, py);
        else context.lineTo(px, py);
      }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function paintLevelNumbers(
  context: CanvasRenderingContext2D,
  { labels }: ContourModel,
  theme: MapTheme,
  { number }: MapWords,
): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { level, at } of labels) haloText(context, number(level), at, theme.low, theme.ink3, 4);
}

function haloText(
  context: CanvasRenderingContext2D,
  text: string,
  [x, y]: Pair,
  halo: string,
  color: string,
  width: number,
): void {
  context.lineJoin = 'round';
  context.lineWidth = width;
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

function paintAxes(context: CanvasRenderingContext2D, view: MapView, theme: MapTheme, { number }: MapWords): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.label;
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.beginPath();
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of axisTicks(view.x, view.width)) {
    const px = Math.round(toPx(view, tick, 0)[0]) + 0.5;
    context.moveTo(px, view.height);
    context.lineTo(px, view.height + 4);
    if (px > 10 && px < view.width - 8) context.fillText(number(tick), px, view.height + 8);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of axisTicks(view.y, view.height)) {
    const py = Math.round(toPx(view, 0, tick)[1]) + 0.5;
    context.moveTo(-4, py);
    context.lineTo(0, py);
    if (py > 6 && py < view.height - 4) context.fillText(number(tick), -8, py);
  }
  context.stroke();
}

function paintMinimum(
  context: CanvasRenderingContext2D,
  view: MapView,
  [x, y]: Pair,
  theme: MapTheme,
  word: string,
): void {
  const [px, py] = toPx(view, x, y);
  if (!isInView(view, [px, py])) return;
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(px - 6, py);
  context.lineTo(px + 6, py);
  context.moveTo(px, py - 6);
  context.lineTo(px, py + 6);
  context.stroke();
  context.font = `12px ${theme.font}`;
  const fits = px + 14 + context.measureText(word).width < view.width;
  context.textAlign = fits ? 'left' : 'right';
  context.textBaseline = 'middle';
  haloText(context, word, [fits ? px + 13 : px - 13, py + 1], theme.low, theme.ink, 3);
}

/** The start: a ring, named. */
export function paintStart(
  context: CanvasRenderingContext2D,
  view: MapView,
  start: Pair,
  theme: MapTheme,
  word: string,
): void {
  const [px, py] = toPx(view, ...start);
  if (!isInView(view, [px, py], 6)) return;
  context.beginPath();
  context.arc(px, py, 6, 0, 7);
  context.fillStyle = theme.surface;
  context.fill();
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.stroke();
  context.beginPath();
  context.arc(px, py, 2, 0, 7);
  context.fillStyle = theme.ink;
  context.fill();
  context.font = `600 12px ${theme.font}`;
  const half = context.measureText(word).width / 2;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const x = Math.min(view.width - half - 4, Math.max(half + 4, px));
  haloText(context, word, [x, py + 22 < view.height ? py + 19 : py - 19], theme.low, theme.ink, 3);
}
