import type { ColumnInfo } from '../domain/dataset.ts';
import type { FeatureRecord } from './preparedData.ts';

/** A number becomes one of so many tokens, each with as many training rows as the others. */
export const NUMBER_BINS = 16;

/** Tokens of a column: one per category or bin, and one for a missing cell. */
export function tokenCount({ categories }: Pick<ColumnInfo, 'categories'>): number {
  return (categories?.length ?? NUMBER_BINS) + 1;
}

/**
 * Where one bin ends and the next begins: the values that divide the present ones into equally many, ascending, each once. A column of few different
 * values has fewer bins.
 */
export function binEdges(values: Float64Array): readonly number[] {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const edges = Array.from(
    { length: NUMBER_BINS - 1 },
    (_, at) => present[Math.floor(((at + 1) * present.length) / NUMBER_BINS)],
  );
  return [...new Set(edges.filter((edge) => edge !== undefined))];
}

/** Gives every column tokens of its own: `first` is the number of its first one. */
export function withTokenPlaces(features: readonly (FeatureRecord | null)[]): readonly (FeatureRecord | null)[] {
  let next = 0;
  return features.map((feature) => {
    if (feature?.type !== 'token') return feature;
    const first = next;
    next += tokenCount({ categories: feature.categories ?? null });
    return { ...feature, first };
  });
}

/** The token of a cell: of its category or bin, or the last of the column's where it is missing. */
export function tokenOf({ first = 0, categories, edges = [] }: FeatureRecord, value: number): number {
  if (Number.isNaN(value)) return first + (categories?.length ?? NUMBER_BINS);
  return first + (categories ? value : binOf(edges, value));
}

/** How many edges lie at or below a value. */
function binOf(edges: readonly number[], value: number): number {
  let bin = 0;
  while (bin < edges.length && edges[bin]! <= value) bin += 1;
  return bin;
}
