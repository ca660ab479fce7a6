import { contenderStyle } from './contenderStyle.ts';
import type { ChartTheme } from './chartTheme.ts';
import { lossFraction, type LossLine, type LossModel } from './contourLoss.ts';
import { drawMarker, slotColor } from './drawing.ts';

/** A loss chart in CSS px. */
export interface LossPlot {
  readonly width: number;
  readonly height: number;
  readonly model: LossModel;
  readonly theme: ChartTheme;
  readonly number: (value: number) => string;
}

const MARGIN = { left: 46, right: 10, top: 8, bottom: 22 };

function areaOf({ width, height }: LossPlot) {
  return { left: MARGIN.left, top: MARGIN.top, right: width - MARGIN.right, bottom: height - MARGIN.bottom };
}

function contextOf(canvas: HTMLCanvasElement, { width, height }: LossPlot): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, w, h);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
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

/** Grid, labels and every line to its end, thin and pale. */
export function paintLossBase(canvas: HTMLCanvasElement, plot: LossPlot): void {
  const context = contextOf(canvas, plot);
  const { theme, model } = plot;
  const area = areaOf(plot);
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
    strokeLine(context, plot, line, line.values.length - 1);
  }
  context.restore();
}

function clip(context: CanvasRenderingContext2D, plot: LossPlot): void {
  const { left, top, right, bottom } = areaOf(plot);
  context.save();
  context.beginPath();
  context.rect(left - 5, top - 5, right - left + 10, bottom - top + 5);
  context.clip();
}

/** A line to a step; of many steps in one px only the lowest and the highest are kept, in their order. */
function strokeLine(context: CanvasRenderingContext2D, plot: LossPlot, { values }: LossLine, to: number): void {
  const area = areaOf(plot);
  const perPx = plot.model.end / Math.max(1, area.right - area.left);
  context.beginPath();
  let isDown = false;
  const put = (step: number): void => {
    const value = values[step];
    if (value === null || value === undefined) isDown = false;
    else {
      const [x, y] = [xOf(plot, step), yOf(plot, value)];
      if (isDown) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
  };
  const last = Math.min(to, values.length - 1);
  if (perPx <= 1) for (let step = 0; step <= last; step++) put(step);
  else
    for (let step = 0; step <= last; step += Math.ceil(perPx))
      for (const kept of extremes(values, step, Math.min(last, step + Math.ceil(perPx) - 1))) put(kept);
  context.stroke();
}

function extremes(values: readonly (number | null)[], from: number, to: number): readonly number[] {
  let [low, high] = [from, from];
  for (let step = from; step <= to; step++) {
    if ((values[step] ?? Infinity) < (values[low] ?? Infinity)) low = step;
    if ((values[step] ?? -Infinity) > (values[high] ?? -Infinity)) high = step;
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

/** What was so far: strong lines, a dotted line at the step, markers. */
export function paintLossNow(canvas: HTMLCanvasElement, plot: LossPlot, step: number): void {
  const context = contextOf(canvas, plot);
  const { theme, model } = plot;
  const area = areaOf(plot);
  const x = Math.round(xOf(plot, step)) + 0.5;
  context.strokeStyle = theme.ink2;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, area.top);
  context.lineTo(x, area.bottom);
  context.stroke();
  clip(context, plot);
  context.lineWidth = theme.lineWidth;
  context.lineJoin = 'round';
  for (const line of model.lines.toReversed()) {
    context.strokeStyle = slotColor(theme, line.slot);
    context.setLineDash([...contenderStyle(line.slot).dash]);
    strokeLine(context, plot, line, step);
  }
  context.setLineDash([]);
  for (const { slot, values } of model.lines.toReversed()) {
    const last = values.slice(0, step + 1).findLastIndex((value) => value !== null);
    const value = values[last];
    if (value === null || value === undefined) continue;
    const drawing = { context, area: { ...area, width: 0, height: 0 }, theme, x: Number, y: Number };
    drawMarker(drawing, slot, { x: xOf(plot, last), y: yOf(plot, value) }, 1.1);
  }
  context.restore();
}
