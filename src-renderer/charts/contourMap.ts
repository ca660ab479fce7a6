import { contourLevels, contourLines, sampleGrid, type ContourLine, type Grid } from '#shared/surfaces/contour.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import { toPx, type MapView } from './contourView.ts';

/** One value every so many px: fine enough for smooth lines, coarse enough for a formula typed a moment ago. */
const CELL_PX = 4;
const LEVELS = 10;
const LABEL_GAP_PX = 15;

/** A surface as a map: heights on a grid, ten levels, their lines and the numbers on one spoke. */
export interface ContourModel {
  readonly grid: Grid;
  readonly levels: readonly number[];
  readonly lines: readonly (readonly ContourLine[])[];
  readonly labels: readonly { readonly level: number; readonly at: Pair }[];
}

/** Samples a surface over a view. `spoke` is where the level numbers begin, going down. */
export function contourModel(f: (x: number, y: number) => number, view: MapView, spoke: Pair): ContourModel {
  const [columns, rows] = [Math.ceil(view.width / CELL_PX) + 1, Math.ceil(view.height / CELL_PX) + 1];
  const grid = sampleGrid(f, view.x, view.y, columns, rows);
  const levels = contourLevels(grid.values, LEVELS);
  return {
    grid,
    levels,
    lines: levels.map((level) => contourLines(grid, level)),
    labels: levelLabels(f, levels, view, spoke),
  };
}

/** Where a line going down from the spoke's place first crosses each level, those too near one another left out. */
function levelLabels(f: (x: number, y: number) => number, levels: readonly number[], view: MapView, [x, y]: Pair) {
  const labels: { level: number; at: Pair }[] = [];
  const [px, from] = toPx(view, x, y);
  if (px < 20 || px > view.width - 20) return labels;
  let last = from + 8;
  let before = f(x, y);
  for (let py = Math.max(1, from) + 1; py < view.height - 10; py++) {
    const value = f(x, view.y[1] - py / view.scaleY);
    const level = levels.find((each) => (before < each && value >= each) || (before > each && value <= each));
    before = value;
    if (level === undefined || py - last < LABEL_GAP_PX || labels.some((label) => label.level === level)) continue;
    labels.push({ level, at: [px, py] });
    last = py;
  }
  return labels;
}

/** Red, green and blue of `#rrggbb`. */
export function rgb(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1, 7), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/**
 * The filled steps as pixels: below the first level `low`, above the last `high`, between them equal steps of colour. Heights
 * between grid values are interpolated.
 */
export function paintSteps(model: ContourModel, pixels: ImageData, low: string, high: string): void {
  const { grid, levels } = model;
  const { width, height, data } = pixels;
  const colors = levels.map((_, i) => mixed(low, high, (i + 1) / levels.length));
  const palette = [rgb(low), ...colors];
  const [sx, sy] = [(grid.columns - 1) / width, (grid.rows - 1) / height];
  for (let py = 0; py < height; py++) {
    const gy = (height - py - 0.5) * sy;
    const row = Math.min(grid.rows - 2, Math.floor(gy));
    const fy = gy - row;
    for (let px = 0; px < width; px++) {
      const gx = (px + 0.5) * sx;
      const column = Math.min(grid.columns - 2, Math.floor(gx));
      const fx = gx - column;
      const at = row * grid.columns + column;
      const bottom = grid.values[at]! * (1 - fx) + grid.values[at + 1]! * fx;
      const top = grid.values[at + grid.columns]! * (1 - fx) + grid.values[at + grid.columns + 1]! * fx;
      const value = bottom * (1 - fy) + top * fy;
      const color = palette[stepOf(levels, value)]!;
      const offset = 4 * (py * width + px);
      data[offset] = color[0];
      data[offset + 1] = color[1];
      data[offset + 2] = color[2];
      data[offset + 3] = 255;
    }
  }
}

/** How many levels lie at or below a value; what is not a number is above all. */
function stepOf(levels: readonly number[], value: number): number {
  let step = 0;
  while (step < levels.length && !(value < levels[step]!)) step++;
  return step;
}

function mixed(low: string, high: string, share: number): readonly [number, number, number] {
  const [a, b] = [rgb(low), rgb(high)];
  const part = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * share);
  return [part(0), part(1), part(2)];
}
