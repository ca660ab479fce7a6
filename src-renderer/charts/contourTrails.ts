import type { RaceStep } from '#shared/surfaces/race.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import { markerPath } from '../components/markerPath.ts';
import { contenderStyle } from './contenderStyle.ts';
import type { Lane } from './contourCurve.ts';
import type { DirtyBoxes } from './contourDirty.ts';
import type { MapTheme } from './contourTheme.ts';
import { isInView, toPx, type MapView } from './contourView.ts';
import { slotColor } from './drawing.ts';

/** A racer's path in px; a point that is not finite ends it. */
export interface Trail {
  readonly slot: number;
  readonly points: readonly Pair[];
  readonly trace: readonly RaceStep[];
  readonly hasDiverged: boolean;
  /** On a curve: the trail follows it below, the racer stands on it. Null on a map. */
  readonly lane: Lane | null;
}

/** px beyond which a canvas gains nothing from knowing how far away a point is. */
const FAR_PX = 20_000;
const DOT_GAP_PX = 7;
const MARKER_SCALE = 1.75;
/** Half the side of the box that holds a marker with its halo. */
const MARKER_ROOM_PX = 14;
const LINE_ROOM_PX = 5;
/** Along a curve a line bends at most every so many px. */
const BEND_PX = 4;
const MAX_BENDS = 500;

/** The path of a trace on a view: over the plane of x and y, or with a lane over that of x and f. */
export function trailOf(
  slot: number,
  trace: readonly RaceStep[],
  view: MapView,
  hasDiverged: boolean,
  lane: Lane | null = null,
): Trail {
  const points: Pair[] = [];
  for (const { theta, f } of trace) {
    const [px, py] = toPx(view, theta[0]!, lane ? f : (theta[1] ?? 0));
    if (!Number.isFinite(px) || !Number.isFinite(py)) break;
    points.push([near(px), near(py)]);
  }
  return { slot, points, trace, hasDiverged, lane };
}

function near(value: number): number {
  return Math.min(FAR_PX, Math.max(-FAR_PX, value));
}

/** Every path to its end, thin and pale: where it will go. */
export function drawFuture(context: CanvasRenderingContext2D, trails: readonly Trail[], theme: MapTheme): void {
  context.globalAlpha = 0.38;
  context.lineWidth = theme.quietWidth;
  context.lineJoin = 'round';
  for (const trail of trails) {
    context.strokeStyle = slotColor(theme, trail.slot);
    strokePart(context, trail, 0, trail.points.length - 1);
  }
  context.globalAlpha = 1;
}

/** How far a trail is drawn, with what is needed to go on from there. */
export interface TrailPen {
  /** Drawn up to here. */
  step: number;
  /** Looked at up to here: what moved less than can be seen waits until it has moved more. */
  seen: number;
  /** px from the drawn end that the points looked at since reach. */
  reach: number;
  /** px so far, for the dash. */
  length: number;
  sinceDot: number;
}

/** Less cannot be seen. */
const LEAST_PX = 0.4;

/** A pen at the start of every trail. */
export function newPens(trails: readonly Trail[]): TrailPen[] {
  return trails.map(() => ({ step: 0, seen: 0, reach: 0, length: 0, sinceDot: 0 }));
}

/** True where the points up to a step have moved far enough from the pen to be drawn; each point is looked at once. */
function hasMoved(pen: TrailPen, { points }: Trail, end: number): boolean {
  const from = points[pen.step]!;
  for (; pen.seen < end; pen.seen++) {
    const to = points[pen.seen + 1]!;
    pen.reach = Math.max(pen.reach, Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
  }
  return pen.reach >= LEAST_PX;
}

/** The dash of a slot, made once. */
const dashes = new Map<number, number[]>();
const SOLID: number[] = [];

function dashOf(slot: number): number[] {
  const dash = dashes.get(slot) ?? [...contenderStyle(slot).dash];
  dashes.set(slot, dash);
  return dash;
}

/** Draws what lies between each pen and a step: casing, dashed line, a dot a step. Only the new part is drawn, and told to `boxes`. */
export function extendTrails(
  context: CanvasRenderingContext2D,
  trails: readonly Trail[],
  pens: readonly TrailPen[],
  step: number,
  theme: MapTheme,
  boxes: DirtyBoxes | null = null,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'butt';
  for (let i = 0; i < trails.length; i++) {
    const [trail, pen] = [trails[i]!, pens[i]!];
    const end = Math.min(step, trail.points.length - 1);
    if (end <= pen.step || !hasMoved(pen, trail, end)) continue;
    if (boxes) coverPart(boxes, trail, pen.step, end);
    const color = slotColor(theme, trail.slot);
    context.setLineDash(SOLID);
    context.globalAlpha = 0.85;
    context.strokeStyle = theme.low;
    context.lineWidth = trail.lane ? 3 : 4.5;
    strokePart(context, trail, pen.step, end);
    context.globalAlpha = 1;
    context.strokeStyle = color;
    context.lineWidth = theme.lineWidth;
    context.setLineDash(dashOf(trail.slot));
    context.lineDashOffset = pen.length;
    strokePart(context, trail, pen.step, end);
    context.setLineDash(SOLID);
    drawDots(context, trail, pen, end, color, theme.low);
  }
}

/** The line between two steps: straight on a map, along the curve where there is one. */
function strokePart(context: CanvasRenderingContext2D, { points, lane }: Trail, from: number, to: number): void {
  context.beginPath();
  for (let i = from; i <= to; i++) {
    const point = points[i]!;
    const y = point[1] + (lane?.offset ?? 0);
    if (i === from) context.moveTo(point[0], y);
    else {
      if (lane) bend(context, points[i - 1]![0], point[0], lane);
      context.lineTo(point[0], y);
    }
  }
  context.stroke();
}

function bend(context: CanvasRenderingContext2D, from: number, to: number, lane: Lane): void {
  bends(from, to, (x) => context.lineTo(x, near(lane.heightAt(x)) + lane.offset));
}

/** The places between two others where a line along a curve bends. */
function bends(from: number, to: number, visit: (x: number) => void): void {
  const count = Math.min(MAX_BENDS, Math.floor(Math.abs(to - from) / BEND_PX));
  for (let k = 1; k < count; k++) visit(from + ((to - from) * k) / count);
}

/** The points of a trail up to a step, with those where it follows a curve. */
export function trailLine({ points, lane }: Trail, step: number): readonly Pair[] {
  const line: Pair[] = [];
  const last = Math.min(step, points.length - 1);
  for (let i = 0; i <= last; i++) {
    const [before, [x, y]] = [points[i - 1], points[i]!];
    if (lane && before) bends(before[0], x, (px) => void line.push([px, near(lane.heightAt(px)) + lane.offset]));
    line.push([x, y + (lane?.offset ?? 0)]);
  }
  return line;
}

function coverPart(boxes: DirtyBoxes, { points, lane }: Trail, from: number, to: number): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = from; i <= to; i++) {
    const point = points[i]!;
    left = Math.min(left, point[0]);
    right = Math.max(right, point[0]);
    top = Math.min(top, point[1]);
    bottom = Math.max(bottom, point[1]);
  }
  // Between two steps a curve may be anywhere.
  if (lane) [top, bottom] = [-FAR_PX, FAR_PX];
  boxes.cover(left - LINE_ROOM_PX, top - LINE_ROOM_PX, right + LINE_ROOM_PX, bottom + LINE_ROOM_PX);
}

function drawDots(
  context: CanvasRenderingContext2D,
  { points, lane }: Trail,
  pen: TrailPen,
  end: number,
  color: string,
  halo: string,
): void {
  context.fillStyle = color;
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.beginPath();
  const [radius, offset] = lane ? [2, lane.offset] : [2.6, 0];
  for (let i = pen.step + 1; i <= end; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const moved = Math.hypot(b[0] - a[0], b[1] - a[1]);
    pen.length += moved;
    pen.sinceDot += moved;
    if (pen.sinceDot < DOT_GAP_PX) continue;
    pen.sinceDot = 0;
    context.moveTo(b[0] + radius, b[1] + offset);
    context.arc(b[0], b[1] + offset, radius, 0, 7);
  }
  context.stroke();
  context.fill();
  pen.step = end;
  pen.seen = end;
  pen.reach = 0;
}

/** Where a racer stands between two steps. */
export function placeAt({ points, lane }: Trail, at: number): Pair | null {
  const step = Math.min(points.length - 1, Math.floor(at));
  const [here, next] = [points[step], points[step + 1]];
  if (!here) return null;
  const share = at - step;
  if (!next || share <= 0) return here;
  const x = here[0] + (next[0] - here[0]) * share;
  return [x, lane ? near(lane.heightAt(x)) : here[1] + (next[1] - here[1]) * share];
}

/** The piece of the way between a racer's last whole step and where it stands. */
export function drawPieces(
  context: CanvasRenderingContext2D,
  trails: readonly Trail[],
  pens: readonly TrailPen[],
  { step, at }: { readonly step: number; readonly at: number },
  theme: MapTheme,
  boxes: DirtyBoxes | null = null,
): void {
  if (at <= step) return;
  context.lineWidth = theme.lineWidth;
  for (const [index, trail] of trails.entries()) {
    const [from, to] = [trail.points[step], trail.points[step + 1] && placeAt(trail, at)];
    if (!from || !to || Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) < 1) continue;
    context.strokeStyle = slotColor(theme, trail.slot);
    // The dash goes on where the trail behind it ends: a solid piece would be another racer's.
    context.setLineDash(dashOf(trail.slot));
    context.lineDashOffset = pens[index]?.length ?? 0;
    context.beginPath();
    const offset = trail.lane?.offset ?? 0;
    context.moveTo(from[0], from[1] + offset);
    if (trail.lane) bend(context, from[0], to[0], trail.lane);
    context.lineTo(to[0], to[1] + offset);
    context.stroke();
    if (boxes) coverPart(boxes, trail, step, step + 1);
  }
  context.setLineDash(SOLID);
}

/** Every racer's marker where it stands, the first one on top; × where its numbers ended or left the map for good. */
export function drawRacers(
  context: CanvasRenderingContext2D,
  trails: readonly Trail[],
  at: number,
  view: MapView,
  theme: MapTheme,
  boxes: DirtyBoxes | null = null,
): void {
  for (let i = trails.length - 1; i >= 0; i--) {
    const trail = trails[i]!;
    const isOver = trail.hasDiverged && at >= trail.points.length - 1;
    const place = isOver ? lastSeen(trail, view) : placeAt(trail, at);
    if (!place || !isInView(view, place, 8)) continue;
    if (isOver) drawCross(context, place, slotColor(theme, trail.slot), theme.low);
    else drawRacer(context, trail.slot, place, theme);
    boxes?.cover(
      place[0] - MARKER_ROOM_PX,
      place[1] - MARKER_ROOM_PX,
      place[0] + MARKER_ROOM_PX,
      place[1] + MARKER_ROOM_PX,
    );
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
