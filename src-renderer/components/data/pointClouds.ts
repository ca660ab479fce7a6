import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { columnTask } from '#shared/preprocessing/dataShape.ts';
import type { FirstRows } from '../../composables/useDataPreview.ts';

const inner = { left: 48, right: 16, top: 16, bottom: 32 };
const MAX_POINTS = 3000;
const TICKS = 5;

/** One axis of the plot: pixel = from + (value − min) × scale. */
interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly at: (value: number) => number;
}

interface Cloud {
  readonly name: string;
  /** The mark round (0, 0). */
  readonly mark: string;
  /** Every point of the class as one path. */
  readonly path: string;
}

/** Circle, square and plus, 6 px wide: a class is told by its shape as well as by its shade. */
const marks = ['m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z', 'm-2.5 -2.5h5v5h-5z', 'm-3.2 0h6.4m-3.2 -3.2v6.4'] as const;

/** True for data sets that are points in the plane with a few classes. */
export function isPointSet({ kind, columns, target, classes }: DatasetDescriptor): boolean {
  if (kind !== 'table' || !columns || !classes || classes.length > 6 || columns.length !== 3) return false;
  const goal = columns.find(({ name }) => name === target);
  return !!goal && columnTask(goal) === 'classification' && coordinates(columns, goal).length === 2;
}

function coordinates(columns: readonly ColumnInfo[], goal: ColumnInfo): ColumnInfo[] {
  return columns.filter((column) => column !== goal && column.type === 'number' && column.min !== null);
}

/** A plot in pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** Axes and one path of marks per class. Throws where the set is not one of points. */
export function pointClouds(
  { columns, target, classes }: DatasetDescriptor,
  { cells, rows }: FirstRows,
  { width, height }: PlotSize,
) {
  const goal = columns!.find(({ name }) => name === target)!;
  const [xColumn, yColumn] = coordinates(columns!, goal) as [ColumnInfo, ColumnInfo];
  const x = axis(xColumn, inner.left, width - inner.right);
  const y = axis(yColumn, height - inner.bottom, inner.top);
  const [xAt, yAt, goalAt] = [xColumn, yColumn, goal].map((column) => columns!.indexOf(column)) as [
    number,
    number,
    number,
  ];
  const value = (row: number, at: number) => cells[row * columns!.length + at]!;
  const shown = Math.min(rows, MAX_POINTS);
  const clouds: Cloud[] = classes!.map(({ name }, index) => {
    const mark = marks[index % marks.length]!;
    const wanted = goal.type === 'category' ? index : Number(name);
    const parts: string[] = [];
    for (let row = 0; row < shown; row++) {
      const [across, up] = [value(row, xAt), value(row, yAt)];
      // A point with a missing coordinate has no place.
      if (value(row, goalAt) === wanted && !Number.isNaN(across + up))
        parts.push(`M${x.at(across).toFixed(1)} ${y.at(up).toFixed(1)}${mark}`);
    }
    return { name, mark: `M0 0${mark}`, path: parts.join('') };
  });
  return { x, y, clouds };
}

function axis({ name, min, max }: ColumnInfo, from: number, to: number): Axis {
  const [low, high] = [min ?? 0, max ?? 1];
  const scale = (to - from) / (high - low || 1);
  return { name, min: low, max: high, at: (value) => from + (value - low) * scale };
}

/** Four to six round numbers within an axis and where they stand. */
export function ticks({ min, max, at }: Axis): { value: number; at: number }[] {
  const rough = (max - min || 1) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(10))).map((value) => ({
    value,
    at: at(value),
  }));
}
