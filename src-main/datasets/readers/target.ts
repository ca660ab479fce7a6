import type { ColumnInfo } from '#shared/domain/dataset.ts';
import { MAX_ONE_HOT } from '#shared/preprocessing/dataShape.ts';

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

/** The column a reader most probably wants to predict: by its name, else the last one that is not a text of many values. */
export function guessTarget(columns: readonly ColumnInfo[]): ColumnInfo | null {
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
  for (const name of targetNames) {
    const found = columns.find((column) => plain(column.name) === name && canBeTarget(column));
    if (found) return found;
  }
  return columns.findLast(canBeTarget) ?? null;
}

/** Texts of more values than are ever encoded are names, dates or identifiers. */
function canBeTarget(column: ColumnInfo): boolean {
  return column.distinct > 1 && (column.type === 'number' || column.distinct <= MAX_ONE_HOT);
}
