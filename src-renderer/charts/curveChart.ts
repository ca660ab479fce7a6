import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
  type ChartOptions,
  type Plugin,
} from 'chart.js';
import { withAlpha, type ChartTheme } from './chartTheme.ts';
import { contenderStyle } from './contenderStyle.ts';
import {
  dim,
  drawBands,
  drawChanges,
  drawCursor,
  drawDivergences,
  drawEnds,
  drawMarkers,
  drawNow,
  drawUnit,
  nameAt,
  slotColor,
  type Drawing,
  type EndLabels,
} from './drawing.ts';
import type { PlotLine, PlotModel } from './plotModel.ts';
import type { Point } from './thinning.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** Everything one drawing of a chart depends on. */
export interface ChartInput {
  readonly model: PlotModel;
  readonly theme: ChartTheme;
  /** Key of the contender that is looked at. */
  readonly focus: string | null;
  readonly unit: string;
  readonly labels: EndLabels;
  formatX(value: number): string;
  formatY(value: number): string;
}

/** A Chart.js chart outside Vue's reactivity (a proxied chart overflows the stack). Whoever creates it destroys it. */
export interface CurveChart {
  draw(input: ChartInput): void;
  /** Draws the cursor into a second canvas over the chart, which itself stays as it is. */
  drawCursor(overlay: HTMLCanvasElement, at: number | null, values: readonly { slot: number; y: number }[]): void;
  /** The x value under a place of the canvas; null outside the plot. */
  valueAt(px: number, py: number): number | null;
  /** Key of the contender whose name is under a place; null where there is none. */
  nameAt(px: number, py: number): string | null;
  /** The place of a value, px from the canvas's corner. */
  placeOf(point: Point): Point;
  /** Width of the plot in px. */
  plotWidth(): number;
  resize(): void;
  destroy(): void;
}

/** Puts an empty chart on a canvas whose parent gives the size. */
export function createCurveChart(canvas: HTMLCanvasElement, first: ChartInput): CurveChart {
  let input = first;
  // Rasterised by the CPU: the GPU is busy training, and a chart must not wait for it.
  canvas.getContext('2d', { willReadFrequently: true });
  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: options(input),
    plugins: [ownDrawing(() => input)],
  });
  return {
    draw(next) {
      input = next;
      chart.data.datasets = next.model.lines.map((line) => dataset(line, next));
      chart.options = options(next);
      chart.update('none');
    },
    drawCursor(overlay, at, values) {
      const context = fitOverlay(overlay, chart);
      if (context && at !== null) drawCursor(drawingOf(chart, input.theme, context), at, values);
    },
    valueAt(px, py) {
      const { left, right, top, bottom } = chart.chartArea;
      if (px < left - 8 || px > right + 8 || py < top - 8 || py > bottom + 24) return null;
      return scale(chart, 'x').getValueForPixel(px) ?? null;
    },
    nameAt: (px, py) => nameAt(drawingOf(chart, input.theme), input.model, px, py),
    placeOf: ({ x, y }) => ({ x: scale(chart, 'x').getPixelForValue(x), y: scale(chart, 'y').getPixelForValue(y) }),
    plotWidth: () => chart.chartArea?.width ?? canvas.clientWidth,
    resize: () => chart.resize(),
    destroy: () => chart.destroy(),
  };
}

type LineChart = Chart<'line', Point[]>;

function scale(chart: LineChart, id: 'x' | 'y') {
  return chart.scales[id]!;
}

function drawingOf(chart: LineChart, theme: ChartTheme, context: CanvasRenderingContext2D = chart.ctx): Drawing {
  const [x, y] = [scale(chart, 'x'), scale(chart, 'y')];
  return {
    context,
    area: chart.chartArea,
    theme,
    x: (value) => x.getPixelForValue(value),
    y: (value) => y.getPixelForValue(value),
  };
}

function ownDrawing(input: () => ChartInput): Plugin<'line'> {
  return {
    id: 'descent',
    beforeDatasetsDraw(chart) {
      const { model, theme, focus } = input();
      const drawing = drawingOf(chart as unknown as LineChart, theme);
      clipped(drawing, () => drawBands(drawing, model, focus));
      drawNow(drawing, model);
      drawChanges(drawing, model, focus);
    },
    afterDatasetsDraw(chart) {
      const { model, theme, focus, labels, unit } = input();
      const drawing = drawingOf(chart as unknown as LineChart, theme);
      drawing.context.save();
      drawMarkers(drawing, model, focus);
      drawDivergences(drawing, model, focus);
      drawEnds(drawing, model, labels, focus);
      drawUnit(drawing, unit, drawing.area.bottom + 10);
      drawing.context.restore();
    },
  };
}

function clipped({ context, area }: Drawing, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  draw();
  context.restore();
}

/** Validation full, the thin line of the same contender 1.25 px at 45 % with the same dash. */
function dataset(line: PlotLine, { theme, focus }: ChartInput): ChartDataset<'line', Point[]> {
  const quiet = line.isMain ? 1 : 0.45;
  const width = line.isMain ? (focus === line.key ? theme.focusWidth : theme.lineWidth) : theme.quietWidth;
  return {
    data: line.points as Point[],
    borderColor: withAlpha(slotColor(theme, line.slot), quiet * dim(theme, line.key, focus)),
    borderDash: [...contenderStyle(line.slot).dash],
    borderWidth: width,
    // The line of a diverged contender leaves the plot at the top and is cut there, not clamped.
    clip: { left: 2, right: 2, top: 6, bottom: 2 },
  };
}

function options(input: ChartInput): ChartOptions<'line'> {
  const { labels, theme, model } = input;
  const valueRoom = labels.values ? labels.valueWidth : 0;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 8, right: 28 + labels.nameWidth + valueRoom, bottom: 0, left: 0 } },
    elements: { point: { radius: 0, hitRadius: 0 }, line: { tension: 0, borderJoinStyle: 'round' } },
    scales: {
      x: {
        type: 'linear',
        ...xScale(input),
        ticks: { ...tickStyle(theme), callback: (value) => input.formatX(Number(value)) },
      },
      y: {
        type: model.isLog ? 'logarithmic' : 'linear',
        ...yScale(input),
        ticks: { ...tickStyle(theme), padding: 8, callback: (value) => input.formatY(Number(value)) },
      },
    },
  };
}

function tickStyle(theme: ChartTheme) {
  return {
    color: theme.label,
    font: { size: 11, family: theme.font },
    autoSkip: false,
    maxRotation: 0,
    padding: 4,
    includeBounds: false,
  };
}

function xScale({ model, theme }: ChartInput) {
  return {
    min: 0,
    max: model.x.max,
    grid: { drawOnChartArea: false, tickLength: 4, color: theme.axis },
    border: { color: theme.axis, width: 1 },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = model.x.ticks.map((value) => ({ value }));
    },
  };
}

function yScale({ model, theme }: ChartInput) {
  return {
    min: model.y.min,
    max: model.y.max,
    grid: { color: theme.grid, drawTicks: false },
    border: { display: false },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = model.y.ticks.map((value) => ({ value }));
    },
  };
}

/** The overlay has the size and resolution of the chart; gives its cleared context. */
function fitOverlay(overlay: HTMLCanvasElement, chart: LineChart): CanvasRenderingContext2D | null {
  const ratio = chart.currentDevicePixelRatio;
  const [width, height] = [Math.round(chart.width * ratio), Math.round(chart.height * ratio)];
  if (overlay.width !== width || overlay.height !== height) Object.assign(overlay, { width, height });
  const context = overlay.getContext('2d', { willReadFrequently: true });
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, chart.width, chart.height);
  return context;
}
