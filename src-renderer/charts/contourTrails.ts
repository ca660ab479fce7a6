import type { RaceStep } from '#shared/surfaces/race.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import { markerPath } from '../components/markerPath.ts';
import { contenderStyle } from './contenderStyle.ts';
import type { MapTheme } from './contourTheme.ts';
import { isInView, toPx, type MapView } from './contourView.ts';
import { slotColor } from './drawing.ts';

/** A racer's path in px; a point that is not finite ends it. */
export interface Trail {
  readonly slot: number;
  readonly points: readonly Pair[];
  readonly trace: readonly RaceStep[];
  readonly hasDiverged: boolean;
}

/** px beyond which a canvas gains nothing from knowing how far away a point is. */
const FAR_PX = 20_000;
const DOT_GAP_PX = 7;
const MARKER_SCALE = 1.75;

/** The path of a trace on a view. */
export function trailOf(slot: number, trace: readonly RaceStep[], view: MapView, hasDiverged: boolean): Trail {
  const points: Pair[] = [];
  for (const { theta } of trace) {
    const [px, py] = toPx(view, theta[0]!, theta[1] ?? 0);
    if (!Number.isFinite(px) || !Number.isFinite(py)) break;
    points.push([near(px), near(py)]);
  }
  return { slot, points, trace, hasDiverged };
}

function near(value: number): number {
  return Math.min(FAR_PX, Math.max(-FAR_PX, value));
}

/** Every path to its end, thin and pale: where it will go. */
export function drawFuture(context: CanvasRenderingContext2D, trails: readonly Trail[], theme: MapTheme): void {
  context.globalAlpha = 0.38;
  context.lineWidth = theme.quietWidth;
  context.lineJoin = 'round';
  for (const { slot, points } of trails) {
    context.strokeStyle = slotColor(theme, slot);
    strokePart(context, points, 0, points.length - 1);
  }
  context.globalAlpha = 1;
}

/** The path between two steps, with what is needed to go on from there: lengths for the dash, px since the last dot. */
export interface TrailPen {
  step: number;
  length: number;
  sinceDot: number;
}

/** A pen at the start of every trail. */
export function newPens(trails: readonly Trail[]): TrailPen[] {
  return trails.map(() => ({ step: 0, length: 0, sinceDot: 0 }));
}

/** Draws what lies between each pen and a step: casing, dashed line, a dot a step. Only the new part is drawn. */
export function extendTrails(
  context: CanvasRenderingContext2D,
  trails: readonly Trail[],
  pens: readonly TrailPen[],
  step: number,
  theme: MapTheme,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'butt';
  for (const [i, { slot, points }] of trails.entries()) {
    const pen = pens[i]!;
    const end = Math.min(step, points.length - 1);
    if (end <= pen.step) continue;
    const color = slotColor(theme, slot);
    context.setLineDash([]);
    context.globalAlpha = 0.85;
    context.strokeStyle = theme.low;
    context.lineWidth = 4.5;
    strokePart(context, points, pen.step, end);
    context.globalAlpha = 1;
    context.strokeStyle = color;
    context.lineWidth = theme.lineWidth;
    context.setLineDash([...contenderStyle(slot).dash]);
    context.lineDashOffset = pen.length;
    strokePart(context, points, pen.step, end);
    context.setLineDash([]);
    drawDots(context, points, pen, end, color, theme.low);
  }
}

function strokePart(context: CanvasRenderingContext2D, points: readonly Pair[], from: number, to: number): void {
  context.beginPath();
  for (let i = from; i <= to; i++) {
    const [x, y] = points[i]!;
    if (i === from) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
}

function drawDots(
  context: CanvasRenderingContext2D,
  points: readonly Pair[],
  pen: TrailPen,
  end: number,
  color: string,
  halo: string,
): void {
  context.fillStyle = color;
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let i = pen.step + 1; i <= end; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const moved = Math.hypot(b[0] - a[0], b[1] - a[1]);
    pen.length += moved;
    pen.sinceDot += moved;
    if (pen.sinceDot < DOT_GAP_PX) continue;
    pen.sinceDot = 0;
    context.moveTo(b[0] + 2.6, b[1]);
    context.arc(b[0], b[1], 2.6, 0, 7);
  }
  context.stroke();
  context.fill();
  pen.step = end;
}

/** Where a racer stands between two steps. */
export function placeAt({ points }: Trail, at: number): Pair | null {
  const step = Math.min(points.length - 1, Math.floor(at));
  const [here, next] = [points[step], points[step + 1]];
  if (!here) return null;
  const share = at - step;
  return next && share > 0 ? [here[0] + (next[0] - here[0]) * share, here[1] + (next[1] - here[1]) * share] : here;
}

/** Every racer's marker where it stands, the first one on top; × where its numbers ended or left the map for good. */
export function drawRacers(
  context: CanvasRenderingContext2D,
  trails: readonly Trail[],
  at: number,
  view: MapView,
  theme: MapTheme,
): void {
  for (const trail of trails.toReversed()) {
    const place = placeAt(trail, at);
    const isOver = trail.hasDiverged && at >= trail.points.length - 1;
    if (isOver) drawCross(context, lastSeen(trail, view), slotColor(theme, trail.slot), theme.low);
    else if (place && isInView(view, place, 8)) drawRacer(context, trail.slot, place, theme);
  }
}

function lastSeen({ points }: Trail, view: MapView): Pair {
  return points.findLast((point) => isInView(view, point)) ?? points[0]!;
}

const markers = new Map<number, Path2D>();

/** A slot's marker; made once, drawn every frame. */
function markerOf(slot: number): Path2D {
  const path = markers.get(slot) ?? new Path2D(markerPath(contenderStyle(slot), 0, 0));
  markers.set(slot, path);
  return path;
}

function drawRacer(context: CanvasRenderingContext2D, slot: number, [x, y]: Pair, theme: MapTheme): void {
  const style = contenderStyle(slot);
  const path = markerOf(slot);
  context.save();
  context.translate(x, y);
  context.scale(MARKER_SCALE, MARKER_SCALE);
  context.lineJoin = 'round';
  context.strokeStyle = theme.low;
  context.lineWidth = style.marker === 'cross' ? 4 : style.filled ? 1.8 : 3.4;
  context.stroke(path);
  context.strokeStyle = slotColor(theme, slot);
  context.lineWidth = style.marker === 'cross' ? 2 : 1.5;
  context.fillStyle = style.filled ? slotColor(theme, slot) : theme.background;
  if (style.marker !== 'cross') context.fill(path);
  if (style.marker === 'cross' || !style.filled) context.stroke(path);
  context.restore();
}

function drawCross(context: CanvasRenderingContext2D, [x, y]: Pair, color: string, halo: string): void {
  for (const [style, width] of [
    [halo, 5],
    [color, 2.4],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 5, y - 5);
    context.lineTo(x + 5, y + 5);
    context.moveTo(x + 5, y - 5);
    context.lineTo(x - 5, y + 5);
    context.stroke();
  }
}
