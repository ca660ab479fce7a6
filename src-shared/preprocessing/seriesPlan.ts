import type { ColumnInfo, DatasetDescriptor, TimeSource } from '../domain/dataset.ts';
import type { FeaturePlan, SeriesPlan } from '../domain/experiment.ts';

/** What a plan for a series leaves unsaid: a day of hourly values, the next one to predict, gaps filled without looking ahead. */
export const SERIES_DEFAULTS = {
  window: 24,
  horizon: 1,
  answers: 'last',
  stride: 1,
  resample: 1,
  gaps: 'hold',
} as const satisfies Required<SeriesPlan>;

/** A plan for a series with all its fields. */
export function seriesPlanOf({ series }: FeaturePlan): Required<SeriesPlan> {
  return { ...SERIES_DEFAULTS, ...series };
}

/** Steps whose value a sample answers, counted from the last one of its window. */
export function answeredSteps({ horizon, answers }: Required<SeriesPlan>): readonly number[] {
  return answers === 'last' ? [horizon] : Array.from({ length: horizon }, (_, ahead) => ahead + 1);
}

/** Samples that so many steps give: windows whose target still lies in the series. */
export function windowsIn(steps: number, { window, horizon, stride }: Required<SeriesPlan>): number {
  const last = steps - window - horizon;
  return last < 0 ? 0 : Math.floor(last / stride) + 1;
}

/** Steps of a series after resampling. */
export function seriesSteps(descriptor: DatasetDescriptor, { resample }: Required<SeriesPlan>): number {
  return Math.ceil((descriptor.series?.steps ?? descriptor.samples.shape[0]!) / resample);
}

/**
 * Samples of a series as far as its description tells: a target that is missing leaves its sample out, and how many these are after
 * resampling only the values say, so it is their share that is taken off; of several targets that of the one with most gaps.
 */
export function seriesSamples(descriptor: DatasetDescriptor, target: string | null, plan: FeaturePlan): number {
  const full = seriesPlanOf(plan);
  const windows = windowsIn(seriesSteps(descriptor, full), full);
  const rows = descriptor.samples.shape[0]!;
  const answered = new Set([target, ...(plan.moreTargets ?? [])]);
  const missing = Math.max(
    0,
    ...(descriptor.columns ?? []).map((column) => (answered.has(column.name) ? column.missing : 0)),
  );
  const steps = descriptor.series?.steps ?? rows;
  const present = full.resample > 1 ? 1 : Math.min(1, (rows - missing) / Math.max(1, steps));
  return Math.round(windows * present);
}

/** Names of the columns that only say when a row was. */
export function timeColumns(time: TimeSource): readonly string[] {
  if (time.kind === 'rows') return [];
  if (time.kind === 'date') return [time.date];
  if (time.kind === 'clock') return [time.date, time.clock];
  const { year, month, day, hour } = time;
  return hour === undefined ? [year, month, day] : [year, month, day, hour];
}

/** The columns a model may see of a series, the target's past among them: all but the time. */
export function seriesFeatures(descriptor: DatasetDescriptor): readonly ColumnInfo[] {
  const time = timeColumns(descriptor.series?.time ?? { kind: 'rows' });
  return (descriptor.columns ?? []).filter(({ name, date }) => !time.includes(name) && date === undefined);
}
