import { withDefaults } from '#shared/domain/params.ts';
import type { RaceStep } from '#shared/surfaces/race.ts';
import { ravine } from '#shared/surfaces/ravine.ts';
import { contourModel } from './contourMap.ts';
import { stepsPicture } from './contourPaint.ts';
import type { MapTheme } from './contourTheme.ts';
import { drawFuture, drawRacers, extendTrails, newPens, placeAt, trailOf, type Trail } from './contourTrails.ts';
import { fitView, toPx, type MapView } from './contourView.ts';
import { slotColor } from './drawing.ts';

/** The part of the ravine every small picture shows: from left of the start to well right of where momentum turns round. */
const VIEW = { x: [-6, 4.8], y: [-2.4, 1.9] } as const;

/** A small picture of the ravine and one path in it. */
export interface RavinePicture {
  readonly view: MapView;
  readonly theme: MapTheme;
  readonly trail: Trail;
  readonly ratio: number;
}

/** A picture of this size in CSS px; the path takes the look of its slot. */
export function ravinePicture(
  size: { readonly width: number; readonly height: number },
  theme: MapTheme,
  slot: number,
  trace: readonly RaceStep[],
  ratio: number,
): RavinePicture {
  const view = fitView(VIEW, size.width, size.height);
  return { view, theme, trail: trailOf(slot, trace, view, !Number.isFinite(trace.at(-1)?.f)), ratio };
}

/** All cards show one landscape: it is drawn once for a size and a theme. */
const landscapes = new Map<string, HTMLCanvasElement>();
const MOST_LANDSCAPES = 8;

function landscape(view: MapView, theme: MapTheme, ratio: number): HTMLCanvasElement {
  const key = [view.width, view.height, ratio, theme.low, theme.high, theme.contour].join();
  const known = landscapes.get(key);
  if (known) return known;
  if (landscapes.size >= MOST_LANDSCAPES) landscapes.clear();
  const picture = paintLandscape(view, theme, ratio);
  landscapes.set(key, picture);
  return picture;
}

function paintLandscape(view: MapView, theme: MapTheme, ratio: number): HTMLCanvasElement {
  const values = withDefaults(ravine.params, {});
  const model = contourModel((x, y) => ravine.value(x, y, values), view, [0, 0]);
  const picture = stepsPicture(model, view, theme, ratio);
  const context = picture.getContext('2d')!;
  context.scale(ratio, ratio);
  context.strokeStyle = theme.contour;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (const line of model.lines.flat())
    for (const [i, [x, y]] of line.entries()) {
      if (i === 0) context.moveTo(...toPx(view, x, y));
      else context.lineTo(...toPx(view, x, y));
    }
  context.stroke();
  return picture;
}

/** Landscape, minimum, start, the path made so far and the racer where it stands; `at` counts updates. */
export function paintRavine(canvas: HTMLCanvasElement, picture: RavinePicture, at: number): void {
  const { view, theme, trail, ratio } = picture;
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(landscape(view, theme, ratio), 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintEnds(context, view, theme);
  drawFuture(context, [trail], theme);
  extendTrails(context, [trail], newPens([trail]), Math.floor(at), theme);
  paintPiece(context, picture, at);
  drawRacers(context, [trail], at, view, theme);
}

/** A plus for the minimum, a ring for the start, as on the large map. */
function paintEnds(context: CanvasRenderingContext2D, view: MapView, theme: MapTheme): void {
  const [mx, my] = toPx(view, 0, 0);
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(mx - 4, my);
  context.lineTo(mx + 4, my);
  context.moveTo(mx, my - 4);
  context.lineTo(mx, my + 4);
  context.stroke();
  const [sx, sy] = toPx(view, ...ravine.start);
  context.beginPath();
  context.arc(sx, sy, 4, 0, 7);
  context.fillStyle = theme.surface;
  context.fill();
  context.stroke();
}

/** The piece of the way between the last whole update and where the racer stands. */
function paintPiece(context: CanvasRenderingContext2D, { trail, theme }: RavinePicture, at: number): void {
  const from = trail.points[Math.floor(at)];
  const to = placeAt(trail, at);
  if (!from || !to || at === Math.floor(at)) return;
  context.strokeStyle = slotColor(theme, trail.slot);
  context.lineWidth = theme.lineWidth;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
