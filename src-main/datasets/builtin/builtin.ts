import type { DatasetDescriptor, DatasetSummary } from '#shared/domain/dataset.ts';

/** The files of a built-in set before they are written. */
export interface BuiltinFiles {
  readonly descriptor: DatasetDescriptor;
  readonly samples: Uint8Array | Float64Array;
  readonly targets: Uint8Array | null;
}

/** A data set made by code: the same bytes on every machine, nothing to download. Synthetic, and says so. */
export interface BuiltinSet {
  readonly id: string;
  /** Names the generator and its revision; a stored set of another revision is made anew. */
  readonly source: string;
  /** Known without generating. */
  readonly summary: DatasetSummary;
  generate(): BuiltinFiles;
}

/** The seed all built-in sets are made with. */
export const BUILTIN_SEED = 1;

/** What `source` says; raise the revision whenever the bytes of a generator change. */
export function generatedBy(id: string, revision: number): string {
  return `Descent Studio, generator ${id}, revision ${revision}`;
}

/** The part of a descriptor that all built-in sets share. */
export const builtinFacts = {
  format: 'descent-studio/dataset',
  version: 1,
  origin: 'builtin',
  known: null,
  licence: 'CC0-1.0',
  publishedTest: 0,
  files: [],
  problems: [],
  importedAt: '',
} as const;
