import type { DatasetDescriptor, SeriesInfo } from '../domain/dataset.ts';
import type { SeriesGaps, SeriesPlan } from '../domain/experiment.ts';
import type { Cells } from './featureEncoding.ts';
import { seriesSteps } from './seriesPlan.ts';
import { rowTime } from './seriesTime.ts';

/** A series on equal steps: every column's values in the order of time, gaps filled. */
export interface SeriesGrid extends Cells {
  /** True where neither the step nor, after resampling, any of its rows has the value. */
  wasMissing(step: number, column: number): boolean;
}

/** Lays the rows of a series on its steps, in the order of time, resamples and fills gaps as the plan says. */
export function seriesGrid(descriptor: DatasetDescriptor, plan: Required<SeriesPlan>, cells: Cells): SeriesGrid {
  const rowOf = rowsBySteps(descriptor, cells);
  const steps = seriesSteps(descriptor, plan);
  const columns = (descriptor.columns ?? []).map(({ type }, at) => {
    const combine = type === 'number' ? meanOf : lastOf;
    return Float64Array.from({ length: steps }, (_, step) =>
      combine(rowOf.subarray(step * plan.resample, (step + 1) * plan.resample), (row) => cells.at(row, at)),
    );
  });
  const missing = columns.map((values) => Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0)));
  columns.forEach((values, at) => fillGaps(values, descriptor.columns![at]!.type === 'number' ? plan.gaps : 'hold'));
  return {
    rows: steps,
    at: (step, column) => columns[column]![step]!,
    wasMissing: (step, column) => missing[column]![step] === 1,
  };
}

/** Row of every step, -1 where there is none; of several rows at one step the last counts. */
function rowsBySteps(descriptor: DatasetDescriptor, cells: Cells): Int32Array {
  const { time, interval, onGrid, steps } = descriptor.series ?? rowByRow(cells.rows);
  const timeOf = rowTime(time, descriptor.columns ?? []);
  const times = Float64Array.from({ length: cells.rows }, (_, row) => timeOf(row, cells.at));
  const ordered = [...times.keys()]
    .filter((row) => !Number.isNaN(times[row]!))
    .sort((a, b) => times[a]! - times[b]! || a - b);
  if (!onGrid || interval === null) return Int32Array.from({ length: steps }, (_, step) => ordered[step] ?? -1);
  const rowOf = new Int32Array(steps).fill(-1);
  const start = times[ordered[0] ?? 0]!;
  for (const row of ordered) rowOf[Math.round((times[row]! - start) / interval)] = row;
  return rowOf;
}

function rowByRow(steps: number): SeriesInfo {
  return { time: { kind: 'rows' }, start: null, end: null, interval: null, onGrid: false, steps };
}

type Combine = (rows: Int32Array, value: (row: number) => number) => number;

const meanOf: Combine = (rows, value) => {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    const present = row < 0 ? NaN : value(row);
    if (Number.isNaN(present)) continue;
    sum += present;
    count += 1;
  }
  return count > 0 ? sum / count : NaN;
};

const lastOf: Combine = (rows, value) => {
  for (let at = rows.length - 1; at >= 0; at--) {
    const present = rows[at]! < 0 ? NaN : value(rows[at]!);
    if (!Number.isNaN(present)) return present;
  }
  return NaN;
};

/** Fills gaps in place: with the value before, or along the line to the next one. In front of the first value that one counts; a column without any stays. */
export function fillGaps(values: Float64Array, gaps: SeriesGaps): void {
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return;
  values.fill(values[first]!, 0, first);
  let last = first;
  for (let step = first + 1; step < values.length; step++) {
    if (Number.isNaN(values[step]!)) continue;
    fillBetween(values, last, step, gaps);
    last = step;
  }
  values.fill(values[last]!, last);
}

function fillBetween(values: Float64Array, from: number, to: number, gaps: SeriesGaps): void {
  const slope = gaps === 'interpolate' ? (values[to]! - values[from]!) / (to - from) : 0;
  for (let step = from + 1; step < to; step++) values[step] = values[from]! + slope * (step - from);
}
