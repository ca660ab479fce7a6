import type { ChartArea } from 'chart.js';
import { markerPath } from '../components/markerPath.ts';
import type { ChartTheme } from './chartTheme.ts';
import { contenderStyle } from './contenderStyle.ts';
import { besideMark, spreadLabels } from './labelLayout.ts';
import { markerPlaces } from './markerPlaces.ts';
import type { PlotModel } from './plotModel.ts';
import type { Point } from './thinning.ts';

/** A canvas with the scales of a chart: places are px. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly area: ChartArea;
  readonly theme: ChartTheme;
  x(value: number): number;
  y(value: number): number;
}

export interface EndLabels {
  /** Values beside the names, or null where there is no room. */
  readonly values: ReadonlyMap<string, string> | null;
  /** Longest name in px. */
  readonly nameWidth: number;
  readonly valueWidth: number;
}

const LABEL_GAP_PX = 16;
const MARKER_RADIUS_PX = 4;

/** Colour of a slot. */
export function slotColor(theme: ChartTheme, slot: number): string {
  return theme.contenders[(slot - 1) % theme.contenders.length] ?? theme.ink;
}

/** Alpha of what belongs to a contender while another one is looked at. */
export function dim(theme: ChartTheme, key: string, focus: string | null): number {
  return focus === null || focus === key ? 1 : theme.dimOpacity;
}

/** The bands of the Student t intervals, below all lines. */
export function drawBands(drawing: Drawing, model: PlotModel, focus: string | null): void {
  const { context, theme, x, y } = drawing;
  for (const { key, slot, points } of model.bands) {
    context.globalAlpha = theme.bandOpacity * bandStrength(drawing, points) * dim(theme, key, focus);
    context.fillStyle = slotColor(theme, slot);
    context.beginPath();
    for (const point of points) context.lineTo(x(point.x), y(point.high));
    for (const point of points.toReversed()) context.lineTo(x(point.x), y(point.low));
    context.fill();
  }
  context.globalAlpha = 1;
}

/** A band may cover this share of the plot's height at full strength. */
const FULL_BAND = 0.2;

/** A doubt as wide as the whole plot is a veil: the wider a band, the fainter it is, or nobody else's could be seen. */
function bandStrength({ area, y }: Drawing, points: PlotModel['bands'][number]['points']): number {
  const place = (value: number): number => clamp(y(value), area.top, area.bottom);
  const heights = points.map(({ low, high }) => place(low) - place(high));
  const share = heights.reduce((sum, height) => sum + height, 0) / heights.length / (area.bottom - area.top);
  return Math.min(1, FULL_BAND / Math.max(share, FULL_BAND));
}

/** The hairline at the update that training has reached. */
export function drawNow({ context, area, theme, x }: Drawing, model: PlotModel): void {
  if (model.now === null || model.now >= model.x.max) return;
  const at = Math.round(x(model.now)) + 0.5;
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(at, area.top);
  context.lineTo(at, area.bottom);
  context.stroke();
}

const CHANGE_MARK_PX = 5;

/** Where something was changed by hand: a dotted hairline with the contender's marker on the axis, or a plain square for all of them. */
export function drawChanges(drawing: Drawing, model: PlotModel, focus: string | null): void {
  const { context, area, theme } = drawing;
  for (const { key, slot, x } of model.changes) {
    const at = Math.round(drawing.x(x)) + 0.5;
    if (at < area.left || at > area.right) continue;
    context.globalAlpha = key === null ? 1 : dim(theme, key, focus);
    context.strokeStyle = slot === null ? theme.ink2 : slotColor(theme, slot);
    context.lineWidth = 1;
    context.setLineDash([1, 3]);
    context.beginPath();
    context.moveTo(at, area.top);
    context.lineTo(at, area.bottom);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.ink2;
    if (slot === null)
      context.fillRect(at - CHANGE_MARK_PX / 2, area.bottom - CHANGE_MARK_PX, CHANGE_MARK_PX, CHANGE_MARK_PX);
    else drawMarker(drawing, slot, { x: at, y: area.bottom - CHANGE_MARK_PX }, 0.9);
  }
  context.globalAlpha = 1;
}

/** A contender's marker with a halo of the background, at its usual size times `scale`. */
export function drawMarker({ context, theme }: Drawing, slot: number, at: Point, scale = 1): void {
  const style = contenderStyle(slot);
  const path = new Path2D(markerPath(style, 0, 0));
  const color = slotColor(theme, slot);
  context.save();
  context.translate(at.x, at.y);
  context.scale(scale, scale);
  context.setLineDash([]);
  context.lineWidth = style.marker === 'cross' ? 4.4 : style.filled ? 3 : 5;
  context.strokeStyle = theme.background;
  context.stroke(path);
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.fillStyle = style.filled ? color : theme.background;
  if (style.marker !== 'cross') context.fill(path);
  if (style.marker === 'cross' || !style.filled) context.stroke(path);
  context.restore();
}

/** Markers along the main lines: 48 px apart at least, staggered, and one at each end. The first contender's are on top. */
export function drawMarkers(drawing: Drawing, model: PlotModel, focus: string | null): void {
  const main = model.lines.filter((line) => line.isMain);
  for (const [index, line] of [...main.entries()].reverse()) {
    const places = line.points.map((point) => ({ x: drawing.x(point.x), y: drawing.y(point.y) }));
    const ends = model.ends.some((end) => end.key === line.key);
    const last = places.at(-1);
    drawing.context.globalAlpha = dim(drawing.theme, line.key, focus);
    for (const at of markerPlaces(
      places.map((place) => place.x),
      index,
      main.length,
    )) {
      const place = places[at]!;
      const free = !ends || last!.x - place.x > 2 * MARKER_RADIUS_PX;
      if (free && isInside(drawing.area, place)) drawMarker(drawing, line.slot, place, 0.9);
    }
    if (ends && last && isInside(drawing.area, last)) drawMarker(drawing, line.slot, last);
  }
  drawing.context.globalAlpha = 1;
}

/** The × of a diverged contender and a short sentence, kept inside the plot. */
export function drawDivergences(drawing: Drawing, model: PlotModel, focus: string | null): void {
  const { context, area, theme } = drawing;
  const ys = spreadLabels(
    model.divergences.map(({ at }) => clamp(drawing.y(at.y), area.top + 6, area.bottom - 9)),
    LABEL_GAP_PX,
    area.top + 6,
    area.bottom - 9,
  );
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  model.divergences.forEach(({ key, slot, at, sentence }, i) => {
    const x = clamp(drawing.x(at.x), area.left + 6, area.right - 6);
    context.globalAlpha = dim(theme, key, focus);
    cross(context, { x, y: ys[i]! }, slotColor(theme, slot));
    const place = besideMark(x, context.measureText(sentence).width, area);
    const text = shortened(context, sentence, place.room);
    context.textAlign = place.align;
    context.lineWidth = 4;
    context.strokeStyle = theme.background;
    context.strokeText(text, place.x, ys[i]!);
    context.fillStyle = theme.ink2;
    context.fillText(text, place.x, ys[i]!);
  });
  context.globalAlpha = 1;
}

function cross(context: CanvasRenderingContext2D, { x, y }: Point, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 2.2;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x - 4, y - 4);
  context.lineTo(x + 4, y + 4);
  context.moveTo(x + 4, y - 4);
  context.lineTo(x - 4, y + 4);
  context.stroke();
}

/** Where the lines end and where their names stand, px. */
function endPlaces({ area, x, y }: Drawing, model: PlotModel) {
  const places = model.ends.map((end) => ({ px: x(end.at.x), py: clamp(y(end.at.y), area.top, area.bottom) }));
  const wanted = places.map((place) => place.py);
  const ys = spreadLabels(wanted, LABEL_GAP_PX, area.top, area.bottom - 2);
  return model.ends.map((end, i) => ({ ...end, ...places[i]!, labelY: ys[i]! }));
}

/** Key of the contender whose name stands at this place, or null. */
export function nameAt(drawing: Drawing, model: PlotModel, px: number, py: number): string | null {
  if (px < drawing.area.right + 24) return null;
  const found = endPlaces(drawing, model).find((end) => Math.abs(end.labelY - py) <= LABEL_GAP_PX / 2);
  return found?.key ?? null;
}

/** Names (and values) at the right, with a leader from the end of each line, 16 px apart at least. */
export function drawEnds(drawing: Drawing, model: PlotModel, labels: EndLabels, focus: string | null): void {
  const { context, area, theme } = drawing;
  const ends = endPlaces(drawing, model);
  context.textBaseline = 'middle';
  context.setLineDash([]);
  ends.forEach((end) => {
    context.globalAlpha = dim(theme, end.key, focus);
    leader(drawing, end, end.labelY);
    context.textAlign = 'left';
    context.fillStyle = theme.ink;
    context.font = `${end.isLead || focus === end.key ? 600 : 400} 12px ${theme.font}`;
    context.fillText(shortened(context, end.name, labels.nameWidth), area.right + 28, end.labelY);
    const value = labels.values?.get(end.key);
    if (value === undefined) return;
    context.textAlign = 'right';
    context.fillStyle = theme.ink3;
    context.font = `11px ${theme.font}`;
    context.fillText(value, area.right + 28 + labels.nameWidth + labels.valueWidth, end.labelY);
  });
  context.globalAlpha = 1;
}

function leader({ context, area, theme }: Drawing, end: { px: number; py: number }, y: number): void {
  const bend = Math.max(area.right + 10, end.px + 8);
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(end.px + 6, end.py);
  context.lineTo(bend, y);
  context.lineTo(area.right + 24, y);
  context.stroke();
}

function shortened(context: CanvasRenderingContext2D, name: string, width: number): string {
  if (context.measureText(name).width <= width) return name;
  let length = name.length - 1;
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > width) length -= 1;
  return `${name.slice(0, length)}…`;
}

/** The unit of the x axis, once, after its last label. */
export function drawUnit({ context, area, theme }: Drawing, unit: string, labelY: number): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.label;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(unit, area.right + 22, labelY);
}

/** The cursor: a dashed vertical, and the markers of the values under it, grown. */
export function drawCursor(drawing: Drawing, at: number, values: readonly { slot: number; y: number }[]): void {
  const { context, area, theme } = drawing;
  const x = Math.round(drawing.x(at)) + 0.5;
  context.strokeStyle = theme.ink2;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, area.top);
  context.lineTo(x, area.bottom);
  context.stroke();
  context.setLineDash([]);
  for (const { slot, y } of values.toReversed()) {
    const place = { x, y: drawing.y(y) };
    if (isInside(area, place)) drawMarker(drawing, slot, place, 1.2);
  }
}

function isInside(area: ChartArea, { x, y }: Point): boolean {
  return x >= area.left - 1 && x <= area.right + 1 && y >= area.top - 1 && y <= area.bottom + 1;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
