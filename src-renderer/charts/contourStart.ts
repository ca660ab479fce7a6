import type { Pair } from '#shared/surfaces/surface.ts';
import type { DirtyBoxes } from './contourDirty.ts';
import { haloText, isCurve, MAP_MARGIN, toPicture, type Ground } from './contourPaint.ts';
import type { MapTheme } from './contourTheme.ts';
import { isInView, toPx } from './contourView.ts';

/** The start as a picture of its own: a ring with its name. To write on a canvas costs more than everything else in a frame, so it is done once. */
export interface StartPicture {
  readonly canvas: HTMLCanvasElement;
  /** Its box, px of the picture. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

const START_ROOM_PX = 30;

/** Draws the start; null where it lies beside the view. */
export function startPicture({ view, theme, words, start, model }: Ground, ratio: number): StartPicture | null {
  const [px, py] = toPx(view, ...start);
  if (!isInView(view, [px, py], 6)) return null;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const font = `600 12px ${theme.font}`;
  context.font = font;
  const half = context.measureText(words.start).width / 2;
  const x = Math.min(view.width - half - 4, Math.max(half + 4, px));
  // Whole px of the canvas, or the copy would be blurred.
  const whole = (value: number, margin: number): number => Math.floor((value + margin) * ratio) / ratio - margin;
  const left = whole(Math.min(px - 9, x - half - 4), MAP_MARGIN.left);
  const top = whole(py - START_ROOM_PX, MAP_MARGIN.top);
  const [right, bottom] = [Math.max(px + 9, x + half + 4), py + START_ROOM_PX];
  canvas.width = Math.ceil((right - left) * ratio);
  canvas.height = Math.ceil((bottom - top) * ratio);
  context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
  paintRing(context, [px, py], theme);
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // Below a curve go the trails.
  const isBelow = isCurve(model) ? py < 30 : py + 22 < view.height;
  haloText(context, words.start, [x, isBelow ? py + 19 : py - 19], theme.low, theme.ink, 3);
  return { canvas, box: { left, top, right, bottom } };
}

function paintRing(context: CanvasRenderingContext2D, [px, py]: Pair, theme: MapTheme): void {
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
}

/** Puts the start on the picture; the context's unit is a CSS px before and after. */
export function drawStart(
  context: CanvasRenderingContext2D,
  { canvas, box }: StartPicture,
  ratio: number,
  boxes: DirtyBoxes,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(
    canvas,
    Math.round((box.left + MAP_MARGIN.left) * ratio),
    Math.round((box.top + MAP_MARGIN.top) * ratio),
  );
  toPicture(context, ratio);
  boxes.cover(box.left, box.top, box.right, box.bottom);
}
