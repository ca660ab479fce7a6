import type { EpochRecord } from '#shared/domain/run.ts';
import { tFactor } from '#shared/statistics/summary.ts';

/** One measured place of a curve. `low` and `high`: the Student t interval of the mean over the seeds, null with one seed. */
export interface CurvePoint {
  readonly epoch: number;
  /** Updates made by then. */
  readonly step: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly seeds: number;
}

export interface EpochSource {
  readonly epochs: readonly EpochRecord[];
  readonly isEnded: boolean;
}

/** `source`: number of the run; `before`: its epoch before, where there is one. */
type ValueOf = (
  epoch: EpochRecord,
  of: { readonly source: number; readonly before: EpochRecord | null },
) => number | null;

/**
 * Mean over the seeds, epoch by epoch, of a value of the epoch records. An epoch is drawn once every run that still goes on has measured
 * it; the interval is computed on all values, before any thinning.
 */
export function epochCurve(sources: readonly EpochSource[], valueOf: ValueOf): readonly CurvePoint[] {
  return growingEpochCurve()(sources, valueOf);
}

/** An `epochCurve` that is kept between calls: records only come to the end, so no epoch is computed twice. */
export function growingEpochCurve(): (sources: readonly EpochSource[], valueOf: ValueOf) => readonly CurvePoint[] {
  let points: CurvePoint[] = [];
  let [done, seeds] = [0, 0];
  return (sources, valueOf) => {
    const longest = sources.reduce((most, source) => Math.max(most, source.epochs.length), 0);
    if (sources.length !== seeds || longest < done) [points, done, seeds] = [[], 0, sources.length];
    const before = points.length;
    for (; done < longest; done++) {
      if (sources.some((source) => !source.isEnded && source.epochs.length <= done)) break;
      const point = pointAt(sources, done, valueOf);
      if (point) points.push(point);
    }
    // A new array tells who draws that there is more; the points stay.
    if (points.length > before) points = [...points];
    return points;
  };
}

function pointAt(sources: readonly EpochSource[], index: number, valueOf: ValueOf): CurvePoint | null {
  const values: number[] = [];
  let record: EpochRecord | null = null;
  for (const [source, { epochs }] of sources.entries()) {
    const value = epochs[index] ? valueOf(epochs[index], { source, before: epochs[index - 1] ?? null }) : null;
    if (value === null) continue;
    record ??= epochs[index]!;
    values.push(value);
  }
  if (!record) return null;
  const n = values.length;
  const y = values.reduce((sum, value) => sum + value, 0) / n;
  const halfWidth =
    n < 2
      ? null
      : (tFactor(n) * Math.sqrt(values.reduce((sum, value) => sum + (value - y) ** 2, 0) / (n - 1))) / Math.sqrt(n);
  const [low, high] = halfWidth === null ? [null, null] : [y - halfWidth, y + halfWidth];
  return { epoch: record.epoch, step: record.step, y, low, high, seeds: n };
}
