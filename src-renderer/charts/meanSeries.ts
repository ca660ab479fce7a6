import { StepSeries } from '../training/stepSeries.ts';

/** Mean over the seeds of a per-update series; grows with them and never computes an update twice. */
export interface MeanSeries {
  /** Values so far: up to the shortest of the runs that still go on. */
  readonly length: number;
  /** NaN where there is none. */
  readonly values: Float64Array;
}

export interface MeanSource {
  readonly series: StepSeries;
  /** True once nothing more comes: a run that ended early does not hold the others back. */
  readonly isEnded: boolean;
}

/**
 * Keeps the mean of several series as they grow. Of runs that ended early the mean takes what there is. A single series is passed through
 * untouched.
 */
export function meanSeries(): (sources: readonly MeanSource[]) => MeanSeries {
  let means = new StepSeries();
  let known = '';
  return (sources) => {
    const [only] = sources;
    if (sources.length === 1 && only) return only.series;
    const key = String(sources.length);
    if (key !== known) means = new StepSeries();
    known = key;
    const going = sources.filter((source) => !source.isEnded);
    const lengths = (going.length > 0 ? going : sources).map((source) => source.series.length);
    const length = going.length > 0 ? Math.min(...lengths) : Math.max(0, ...lengths);
    const values = sources.map((source) => source.series.values);
    if (length > means.length)
      means.put(
        means.length + 1,
        Float64Array.from({ length: length - means.length }, (_, i) => meanAt(values, means.length + i)),
      );
    return { length: Math.min(length, means.length), values: means.values };
  };
}

function meanAt(series: readonly Float64Array[], index: number): number {
  let sum = 0;
  let count = 0;
  for (const values of series) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}
