import type { DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan } from '../domain/experiment.ts';
import type { Cells } from './featureEncoding.ts';
import { seriesGrid } from './seriesGrid.ts';
import { seriesPlanOf } from './seriesPlan.ts';
import { rowTime } from './seriesTime.ts';
import { targetColumns } from './targetColumns.ts';

/** When samples of a series stand, and what was known then. */
export interface SeriesMoments {
  /** Of the last step that each sample shows: seconds since 1970, or the number of its step where there is no time. */
  readonly now: Float64Array;
  /** Seconds, or steps, from a step to the next. */
  readonly stepLength: number;
  readonly isTimed: boolean;
  /** The targets at the last step each sample shows, samples × targets; NaN where they were missing. */
  readonly last: Float64Array;
  readonly targets: readonly string[];
}

/** The moments of these samples. */
export function seriesMoments(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  cells: Cells,
  samples: Uint32Array,
): SeriesMoments {
  const full = seriesPlanOf(plan);
  const grid = seriesGrid(descriptor, full, cells);
  const targets = targetColumns(descriptor, plan.target, plan);
  const places = targets.map((target) => descriptor.columns!.indexOf(target));
  const timeOf = stepTimes(descriptor, full.resample, cells);
  const steps = Array.from(samples, (sample) => sample * full.stride + full.window - 1);
  const valueAt = (step: number, place: number): number => (grid.wasMissing(step, place) ? NaN : grid.at(step, place));
  return {
    now: Float64Array.from(steps, timeOf),
    stepLength: (timeOf(1) || 1) - (timeOf(0) || 0),
    isTimed: (descriptor.series?.start ?? null) !== null,
    last: Float64Array.from(steps.flatMap((step) => places.map((place) => valueAt(step, place)))),
    targets: targets.map(({ name }) => name),
  };
}

/** When a step is: on its grid, or that of its row where rows are the steps. */
function stepTimes(descriptor: DatasetDescriptor, resample: number, cells: Cells): (step: number) => number {
  const { series } = descriptor;
  if (!series || series.start === null) return (step) => step * resample;
  const timeOf = rowTime(series.time, descriptor.columns ?? []);
  const times = Float64Array.from({ length: cells.rows }, (_, row) => timeOf(row, cells.at))
    .filter((time) => !Number.isNaN(time))
    .sort();
  const { interval } = series;
  if (series.onGrid && interval !== null) return (step) => times[0]! + step * resample * interval;
  return (step) => times[Math.min(times.length - 1, step * resample)] ?? NaN;
}
