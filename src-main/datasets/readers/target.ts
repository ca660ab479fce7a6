import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { columnTask, MAX_ONE_HOT } from '#shared/preprocessing/dataShape.ts';
import { targetColumns } from '#shared/preprocessing/targetColumns.ts';
import { StudioError } from '#shared/result.ts';

/** Names under which tables keep what is to be predicted, likelier first; compared without case, blanks, dashes and underscores. */
const targetNames = [
  'target',
  'class',
  'label',
  'labels',
  'y',
  'outcome',
  'species',
  'diagnosis',
  'survived',
  'medv',
  'medianhousevalue',
  'saleprice',
  'price',
  'quality',
  'mpg',
  'sentiment',
  'charges',
  'rentedbikecount',
];
/** What series usually are about; tried first where the rows are steps in time. */
const seriesTargetNames = [
  'pm2.5',
  'temp',
  'temperature',
  't(degc)',
  'close',
  'sales',
  'passengers',
  'demand',
  'load',
  'rentedbikecount',
  'value',
];
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** Place of a name among the usual ones of what is to be predicted; null where it is none. */
export function usualTargetRank(name: string): number | null {
  const rank = targetNames.indexOf(plain(name));
  return rank < 0 ? null : rank;
}

/** As many as a column keeps apart. */
const MAX_CLASSES = 1000;

export interface TargetHints {
  readonly given?: string | undefined;
  readonly hasNames?: boolean;
  readonly isSeries?: boolean;
}

export interface TargetGuess {
  readonly column: ColumnInfo;
  readonly code: 'targetName' | 'targetOnlyClasses' | 'targetLast' | 'given';
}

/**
 * The column to predict: the one the reader named, else one with a usual name, else, in a table without names, the only one of few texts,
 * else the last one that is neither a date nor a text of many values. Null where there is none; throws `columnUnknown`, `targetManyValues`.
 */
export function guessTarget(columns: readonly ColumnInfo[], hints: TargetHints = {}): TargetGuess | null {
  const guess = guessUnasked(columns, hints);
  if (hints.given === undefined) return guess;
  const column = givenTarget(columns, hints.given);
  // Where a second target is chosen the first is said along with it: the reason for it is what it was.
  return guess?.column === column ? guess : { column, code: 'given' };
}

function guessUnasked(
  columns: readonly ColumnInfo[],
  { hasNames = true, isSeries = false }: TargetHints,
): TargetGuess | null {
  for (const name of isSeries ? [...seriesTargetNames, ...targetNames] : targetNames) {
    const found = columns.find((column) => plain(column.name) === name && canBeTarget(column));
    if (found) return { column: found, code: 'targetName' };
  }
  const candidates = columns.filter(canBeTarget);
  const last = candidates.at(-1);
  if (!last) return null;
  const texts = candidates.filter(({ type }) => type === 'category');
  // A last column of few whole numbers is a class as well.
  if (!hasNames && texts.length === 1 && columnTask(last) === 'regression')
    return { column: texts[0]!, code: 'targetOnlyClasses' };
  return { column: last, code: 'targetLast' };
}

function givenTarget(columns: readonly ColumnInfo[], name: string): ColumnInfo {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column)
    throw new StudioError('columnUnknown', { value: name, known: columns.map((known) => known.name).join(', ') });
  if ((column.categories?.length ?? 0) > MAX_CLASSES)
    throw new StudioError('targetManyValues', { value: name, limit: MAX_CLASSES });
  return column;
}

/** Texts of more values than are ever encoded are names or identifiers. */
function canBeTarget({ type, distinct, date }: ColumnInfo): boolean {
  return distinct > 1 && date === undefined && (type === 'number' || distinct <= MAX_ONE_HOT);
}

/** The columns the reader wants predicted beside the target; throws `columnUnknown`, `targetsOfTable`, `targetTwice`, `targetsNotNumbers`. */
export function moreTargetsOf(
  set: Pick<DatasetDescriptor, 'kind' | 'name' | 'columns'>,
  target: TargetGuess | null,
  { moreTargets = [] }: TableOptions,
): Pick<DatasetDescriptor, 'moreTargets'> {
  if (moreTargets.length === 0 || !target) return {};
  targetColumns(set, target.column.name, { moreTargets });
  return { moreTargets };
}
