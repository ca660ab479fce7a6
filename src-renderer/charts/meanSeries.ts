import type { StepSeries } from '../training/comparison.ts';

/** Mean over the seeds of a per-update series; grows with them and never computes an update twice. */
export interface MeanSeries {
  /** Values so far: up to the shortest of the runs that still go on. */
  readonly length: number;
  readonly values: ArrayLike<number | null>;
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
  let means: number[] = [];
  let known = '';
  return (sources) => {
    const [only] = sources;
    if (sources.length === 1 && only) return { length: only.series.length, values: only.series };
    const key = String(sources.length);
    if (key !== known) means = [];
    known = key;
    const going = sources.filter((source) => !source.isEnded);
    const lengths = (going.length > 0 ? going : sources).map((source) => source.series.length);
    const length = going.length > 0 ? Math.min(...lengths) : Math.max(0, ...lengths);
    for (let i = means.length; i < length; i++) means.push(meanAt(sources, i));
    return { length: Math.min(length, means.length), values: means };
  };
}

function meanAt(sources: readonly MeanSource[], index: number): number {
  let sum = 0;
  let count = 0;
  for (const { series } of sources) {
    const value = series[index];
    if (value === null || value === undefined) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}
