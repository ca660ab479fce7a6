import { contenderStyle } from './contenderStyle.ts';
import type { ChartTheme } from './chartTheme.ts';
import { dirtyBoxes } from './contourDirty.ts';
import { lossFraction, type LossLine, type LossModel } from './contourLoss.ts';
import { drawMarker, slotColor } from './drawing.ts';

/** A loss chart in CSS px. */
export interface LossPlot {
  readonly width: number;
  readonly height: number;
  readonly model: LossModel;
  readonly theme: ChartTheme & { readonly surface: string };
  readonly number: (value: number) => string;
}

export interface LossScene {
  /** Another plot: grid, labels and every line to its end, thin and pale. */
  begin(plot: LossPlot, ratio: number): void;
  /** Strong lines up to the step, a dotted line at it, markers. */
  show(step: number): void;
}

const MARGIN = { left: 46, right: 16, top: 8, bottom: 22 };
const MARKER_ROOM_PX = 8;

function areaOf({ width, height }: LossPlot) {
  return { left: MARGIN.left, top: MARGIN.top, right: width - MARGIN.right, bottom: height - MARGIN.bottom };
}

function xOf(plot: LossPlot, step: number): number {
  const { left, right } = areaOf(plot);
  return left + ((right - left) * step) / Math.max(1, plot.model.end);
}

function yOf(plot: LossPlot, value: number): number {
  const { top, bottom } = areaOf(plot);
  const fraction = lossFraction(plot.model, value);
  return bottom - Math.min(20, Math.max(-20, fraction)) * (bottom - top);
}

/**
 * A loss chart on one canvas. A hidden copy holds grid and lines; the strong lines grow on it step by step, and only the strip under the cursor is taken
 * from it again.
 */
export function lossScene(canvas: HTMLCanvasElement): LossScene {
  const baseCanvas = document.createElement('canvas');
  const cleanCanvas = document.createElement('canvas');
  let plot: LossPlot | null = null;
  let ratio = 1;
  let drawn = 0;
  let lengths: number[] = [];
  let boxes = dirtyBoxes({ left: 0, top: 0 }, 1);

  function begin(next: LossPlot, nextRatio: number): void {
    [plot, ratio] = [next, nextRatio];
    boxes = dirtyBoxes({ left: 0, top: 0 }, ratio);
    paintBase(contextOf(baseCanvas, plot, ratio), plot);
    restart();
  }

  function restart(): void {
    if (!plot) return;
    const clean = contextOf(cleanCanvas, plot, ratio);
    clean.setTransform(1, 0, 0, 1, 0, 0);
    clean.drawImage(baseCanvas, 0, 0);
    drawn = 0;
    lengths = plot.model.lines.map(() => 0);
    boxes.coverAll();
  }

  function show(step: number): void {
    if (!plot) return;
    if (step < drawn) restart();
    const area = areaOf(plot);
    if (step > drawn) {
      extend(contextOf(cleanCanvas, plot, ratio), plot, drawn, step, lengths);
      boxes.cover(xOf(plot, drawn) - 4, 0, xOf(plot, step) + 4, plot.height);
      drawn = step;
    }
    const context = contextOf(canvas, plot, ratio);
    boxes.restore(context, cleanCanvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintCursor(context, plot, step);
    for (const { x } of markersAt(context, plot, step))
      boxes.cover(x - MARKER_ROOM_PX, 0, x + MARKER_ROOM_PX, plot.height);
    const x = xOf(plot, step);
    boxes.cover(x - 2, area.top, x + 2, area.bottom);
  }

  return { begin, show };
}

function contextOf(canvas: HTMLCanvasElement, plot: LossPlot, ratio: number): CanvasRenderingContext2D {
  const [width, height] = [Math.round(plot.width * ratio), Math.round(plot.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    [canvas.width, canvas.height] = [width, height];
    // A share of the page's width would blur it by a fraction of a px.
    [canvas.style.width, canvas.style.height] = [`${plot.width}px`, `${plot.height}px`];
  }
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function paintBase(context: CanvasRenderingContext2D, plot: LossPlot): void {
  const { theme, model } = plot;
  const area = areaOf(plot);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, plot.width, plot.height);
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.label;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.strokeStyle = theme.grid;
  for (const tick of model.y.ticks) {
    const y = Math.round(yOf(plot, tick)) + 0.5;
    context.beginPath();
    context.moveTo(area.left, y);
    context.lineTo(area.right, y);
    context.stroke();
    context.fillText(plot.number(tick), area.left - 8, y);
  }
  context.strokeStyle = theme.axis;
  context.beginPath();
  context.moveTo(area.left, area.bottom + 0.5);
  context.lineTo(area.right, area.bottom + 0.5);
  context.stroke();
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const tick of model.x) context.fillText(plot.number(tick), xOf(plot, tick), area.bottom + 7);
  clip(context, plot);
  context.globalAlpha = 0.38;
  context.lineWidth = theme.quietWidth;
  for (const line of model.lines) {
    context.strokeStyle = slotColor(theme, line.slot);
    strokeWhole(context, plot, line);
  }
  context.restore();
}

/** Limits drawing to the plot; `restore` ends it. */
function clip(context: CanvasRenderingContext2D, plot: LossPlot): void {
  const { left, top, right, bottom } = areaOf(plot);
  context.save();
  context.beginPath();
  context.rect(left - 5, top - 5, right - left + 10, bottom - top + 5);
  context.clip();
}

/** A line to its end; of many steps in one px only the lowest and the highest are kept, in their order. */
function strokeWhole(context: CanvasRenderingContext2D, plot: LossPlot, { values }: LossLine): void {
  const area = areaOf(plot);
  const every = Math.max(1, Math.ceil(plot.model.end / Math.max(1, area.right - area.left)));
  const kept: number[] = [];
  for (let step = 0; step < values.length; step += every)
    kept.push(...(every === 1 ? [step] : extremes(values, step, Math.min(values.length - 1, step + every - 1))));
  strokeSteps(context, plot, values, kept);
}

function extremes(values: readonly (number | null)[], from: number, to: number): readonly number[] {
  let [low, high] = [from, from];
  for (let step = from; step <= to; step++) {
    if ((values[step] ?? Infinity) < (values[low] ?? Infinity)) low = step;
    if ((values[step] ?? -Infinity) > (values[high] ?? -Infinity)) high = step;
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

/** Strokes the line through these steps, with gaps where there is no value; its length in px. */
function strokeSteps(
  context: CanvasRenderingContext2D,
  plot: LossPlot,
  values: readonly (number | null)[],
  steps: Iterable<number>,
): number {
  context.beginPath();
  let [isDown, length, x, y] = [false, 0, 0, 0];
  for (const step of steps) {
    const value = values[step];
    if (value === null || value === undefined) {
      isDown = false;
      continue;
    }
    const [nextX, nextY] = [xOf(plot, step), yOf(plot, value)];
    if (isDown) {
      context.lineTo(nextX, nextY);
      length += Math.hypot(nextX - x, nextY - y);
    } else context.moveTo(nextX, nextY);
    [isDown, x, y] = [true, nextX, nextY];
  }
  context.stroke();
  return length;
}

/** The strong lines from one step to another; `lengths` in px so far keep the dashes whole. */
function extend(context: CanvasRenderingContext2D, plot: LossPlot, from: number, to: number, lengths: number[]): void {
  const { theme, model } = plot;
  clip(context, plot);
  context.lineWidth = theme.lineWidth;
  context.lineJoin = 'round';
  for (let i = model.lines.length - 1; i >= 0; i--) {
    const { slot, values } = model.lines[i]!;
    context.strokeStyle = slotColor(theme, slot);
    context.setLineDash([...contenderStyle(slot).dash]);
    context.lineDashOffset = lengths[i]!;
    const steps = Array.from({ length: Math.max(0, Math.min(to, values.length - 1) - from + 1) }, (_, k) => from + k);
    lengths[i] = lengths[i]! + strokeSteps(context, plot, values, steps);
  }
  context.setLineDash([]);
  context.restore();
}

function paintCursor(context: CanvasRenderingContext2D, plot: LossPlot, step: number): void {
  const area = areaOf(plot);
  const x = Math.round(xOf(plot, step)) + 0.5;
  context.strokeStyle = plot.theme.ink2;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, area.top);
  context.lineTo(x, area.bottom);
  context.stroke();
  context.setLineDash([]);
}

/** Draws the markers at a step, or at the last one that has a value, and says where. */
function markersAt(context: CanvasRenderingContext2D, plot: LossPlot, step: number): readonly { readonly x: number }[] {
  const { theme, model } = plot;
  const drawing = { context, area: { ...areaOf(plot), width: 0, height: 0 }, theme, x: Number, y: Number };
  const places: { x: number }[] = [];
  clip(context, plot);
  for (const { slot, values } of model.lines.toReversed()) {
    let last = Math.min(step, values.length - 1);
    while (last >= 0 && values[last] === null) last--;
    const value = values[last];
    if (value === null || value === undefined) continue;
    const place = { x: xOf(plot, last), y: yOf(plot, value) };
    drawMarker(drawing, slot, place, 1.1);
    places.push(place);
  }
  context.restore();
  return places;
}
