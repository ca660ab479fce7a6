import type { Pair } from '#shared/surfaces/surface.ts';
import { paintCurve, type CurveModel } from './contourCurve.ts';
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

/** What stands still under a race: a contour map, or for a function of x alone its curve. */
export interface Ground {
  readonly view: MapView;
  readonly theme: MapTheme;
  readonly words: MapWords;
  readonly model: ContourModel | CurveModel;
  /** On the plane that the view shows: of x and y, or of x and f. */
  readonly minima: readonly Pair[];
  readonly start: Pair;
}

/** True for the curve of a function of x alone. */
export function isCurve(model: ContourModel | CurveModel): model is CurveModel {
  return 'heights' in model;
}

/** Size of the whole picture with its axes, CSS px. */
export function pictureSize({ width, height }: MapView): { readonly width: number; readonly height: number } {
  return { width: width + MAP_MARGIN.left + MAP_MARGIN.right, height: height + MAP_MARGIN.top + MAP_MARGIN.bottom };
}

/**
 * A canvas made as large as its picture. It is opaque and drawn by the processor: to lay one opaque layer over the page costs least, and its parts
 * are copied to and fro every frame.
 */
export function pictureContext(canvas: HTMLCanvasElement, view: MapView, ratio: number): CanvasRenderingContext2D {
  const { width, height } = pictureSize(view);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    [canvas.width, canvas.height] = [w, h];
    // A share of the page's width would blur it by a fraction of a px.
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  }
  return canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
}

/** Puts the origin at the picture's corner; a unit is a CSS px. */
export function toPicture(context: CanvasRenderingContext2D, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, MAP_MARGIN.left * ratio, MAP_MARGIN.top * ratio);
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

/** Steps, lines and level numbers or a curve, axes, minima, and nothing that moves. */
export function paintGround(canvas: HTMLCanvasElement, ground: Ground, ratio: number): void {
  const { view, theme, words, model, minima } = ground;
  const context = pictureContext(canvas, view, ratio);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  toPicture(context, ratio);
  context.save();
  clipToPicture(context, view);
  if (isCurve(model)) paintCurve(context, view, model, theme);
  else {
    context.drawImage(stepsPicture(model, view, theme, ratio), 0, 0, view.width, view.height);
    paintLines(context, view, model, theme);
    paintLevelNumbers(context, model, theme, words);
  }
  context.restore();
  paintAxes(context, view, theme, words);
  const word = minima.length === 1 ? words.minimum : '';
  for (const minimum of minima) paintMinimum(context, view, minimum, theme, word, isCurve(model));
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

/** Text with a halo of the ground, readable over lines. */
export function haloText(
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
  isOnCurve: boolean,
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
  // Above the lowest point of a curve there is always room, beside it the curve itself.
  if (isOnCurve) context.textAlign = 'center';
  const place: Pair = isOnCurve ? [px, py - 18] : [fits ? px + 13 : px - 13, py + 1];
  haloText(context, word, place, theme.low, theme.ink, 3);
}
