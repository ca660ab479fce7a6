import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { FeaturePlan } from '../domain/experiment.ts';
import type { FeatureRecord } from './preparedData.ts';
import { treatmentOf } from './treatment.ts';

/** What stands first in every row: so many columns of codes, all of them whole numbers from 0 to below `vocabulary`. */
export interface TableCodes {
  readonly columns: number;
  readonly vocabulary: number;
}

/** The columns of a table that become codes for an embedding; null where none does. */
export function tableCodes(
  { columns }: DatasetDescriptor,
  plan: FeaturePlan & { readonly target: string | null },
): TableCodes | null {
  const coded = (columns ?? []).filter(
    (column) => column.name !== plan.target && treatmentOf(column, plan).encoding === 'code',
  );
  if (coded.length === 0) return null;
  return { columns: coded.length, vocabulary: coded.reduce((sum, column) => sum + codeCount(column), 0) };
}

/** Codes of a column: one for a cell that is missing or holds what no training row has, and one per category. */
function codeCount({ categories }: Pick<ColumnInfo, 'categories'>): number {
  return (categories?.length ?? 0) + 1;
}

/** The categories that occur in the training rows, in the order of their places. */
export function trainedCategories(categories: readonly string[], values: Float64Array): readonly string[] {
  const places = new Set(values);
  return categories.filter((_, place) => places.has(place));
}

/** Gives every column of codes numbers of its own: `first` stands for what is unknown, the categories follow. */
export function withCodePlaces(
  features: readonly (FeatureRecord | null)[],
  columns: readonly ColumnInfo[],
): readonly (FeatureRecord | null)[] {
  let next = 0;
  return features.map((feature, at) => {
    if (feature?.type !== 'code') return feature;
    const first = next;
    next += codeCount(columns[at]!);
    return { ...feature, first };
  });
}

/** The code of every place of a column's categories. */
export function codesOfPlaces({ first = 0, categories = [] }: FeatureRecord, column: ColumnInfo): readonly number[] {
  return (column.categories ?? []).map((name) => first + 1 + categories.indexOf(name));
}

/** The same, columns of codes first, as they stand in a row. */
export function codesFirst<T>(
  list: readonly T[],
  typeOf: (item: T) => FeatureRecord['type'] | undefined,
): readonly T[] {
  const isCode = (item: T): boolean => typeOf(item) === 'code';
  return [...list.filter(isCode), ...list.filter((item) => !isCode(item))];
}
