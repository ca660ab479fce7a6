import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { FeaturePlan } from '../domain/experiment.ts';
import { StudioError } from '../result.ts';
import { seriesPlanOf } from './seriesPlan.ts';

/** The named column; throws `columnUnknown`. */
export function targetColumn(descriptor: Pick<DatasetDescriptor, 'columns'>, target: string | null): ColumnInfo {
  const column = descriptor.columns?.find((candidate) => candidate.name === target);
  if (column) return column;
  const known = descriptor.columns?.map((candidate) => candidate.name).join(', ') ?? '–';
  throw new StudioError('columnUnknown', { value: target ?? '–', known });
}

/**
 * The columns a model answers: the target and, of a series, those beside it. Several of them, or several steps of one, are numbers. Throws
 * `columnUnknown`, `targetsOfTable`, `targetTwice`, `targetsNotNumbers`.
 */
export function targetColumns(
  descriptor: Pick<DatasetDescriptor, 'kind' | 'name' | 'columns'>,
  target: string | null,
  plan: FeaturePlan,
): readonly ColumnInfo[] {
  const { moreTargets = [] } = plan;
  if (moreTargets.length > 0 && descriptor.kind !== 'series')
    throw new StudioError('targetsOfTable', { name: descriptor.name });
  const names = [target, ...moreTargets];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new StudioError('targetTwice', { value: twice ?? '–' });
  const columns = names.map((name) => targetColumn(descriptor, name));
  const isSingle = columns.length === 1 && (descriptor.kind !== 'series' || seriesPlanOf(plan).answers === 'last');
  const text = isSingle ? undefined : columns.find(({ type }) => type !== 'number');
  if (text) throw new StudioError('targetsNotNumbers', { value: text.name });
  return columns;
}
