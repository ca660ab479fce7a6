import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { archiveHashes } from './archiveHashes.ts';
import { publishedAs, type CatalogSet } from './catalog.ts';
import { sha256Of } from './hash.ts';
import { knownSets } from './known.ts';
import { readerFor } from './readers/index.ts';
import { probeAll } from './readers/expand.ts';
import type { InputFile } from './readers/probe.ts';
import type { HashedFile, ReadSet } from './readers/reader.ts';
import { defaultSplit } from './split.ts';
import { phaseCost, progressWatch, type ImportProgress } from './watch.ts';

export interface ImportTask {
  readonly kind: 'import';
  readonly files: readonly InputFile[];
  /** An empty folder to write into. */
  readonly folder: string;
  /** What is there already, by the SHA-256 of its files. */
  readonly existing: readonly ExistingSet[];
  /** Tables: what the reader chose in place of guesses. */
  readonly options?: TableOptions;
}

export interface ExistingSet {
  readonly id: string;
  readonly sha256: readonly string[];
  readonly target: string | null;
  /** The published set it is known to be. */
  readonly known: string | null;
  readonly options: TableOptions;
}

/** A set that is there already, or a new one whose id, name and time the store still gives. */
export type ImportOutcome =
  | { readonly kind: 'existing'; readonly id: string; readonly published?: Published }
  | { readonly kind: 'imported'; readonly descriptor: DatasetDescriptor };

/** What is known of a set by the SHA-256 of its files. */
export type Published = Pick<DatasetDescriptor, 'known' | 'licence' | 'source'>;

/** Reads files into the binary layout: hash, check, write. Throws a StudioError for what is wrong with the files. */
export async function importSet(
  task: ImportTask,
  signal: AbortSignal,
  emit: (progress: ImportProgress) => void,
): Promise<ImportOutcome> {
  const probed = await probeAll(task.files, signal);
  const reader = readerFor(probed);
  const bytes = probed.reduce((sum, file) => sum + file.bytes, 0);
  const watch = progressWatch(signal, bytes * (phaseCost.checking + reader.workPerByte), emit);
  const files: HashedFile[] = [];
  for (const file of probed) files.push({ ...file, sha256: await sha256Of(file, watch) });
  const hashes = files.map((file) => file.sha256);
  const { options = {} } = task;
  // A set that is published as one archive is known by the archive, not by what lies in it.
  const findPublished = async () => publishedAs(hashes) ?? publishedAs(await archiveHashes(task.files, probed, signal));
  const twin = task.existing.find((set) => isSameSet(set, hashes, options));
  if (twin) {
    const found = twin.known === null ? await findPublished() : undefined;
    return { kind: 'existing', id: twin.id, ...(found ? { published: publishedFacts(found) } : {}) };
  }
  const set = await reader.read({ files, folder: task.folder, watch, options });
  const published = await findPublished();
  return { kind: 'imported', descriptor: describe(set, files, options, published) };
}

function publishedFacts({ id, licence, source }: CatalogSet): Published {
  return { known: id, licence, source };
}

/** True when both lists name the same files, in any order. */
export function sameFiles(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.toSorted().join() === b.toSorted().join();
}

/** True where a set comes of these files, read in this way, and predicts what is asked for. */
export function isSameSet(set: ExistingSet, hashes: readonly string[], options: TableOptions): boolean {
  const { target, ...reading } = options;
  const { target: _, ...known } = set.options;
  if (!sameFiles(set.sha256, hashes) || canonical(reading) !== canonical(known)) return false;
  return target === undefined || set.target === target;
}

/** Options as a text that does not depend on their order. */
function canonical(options: TableOptions): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted.map(([key, value]) => [key, key === 'columns' ? Object.entries(value).sort() : value]));
}

function describe(
  set: ReadSet,
  files: readonly HashedFile[],
  options: TableOptions,
  published: CatalogSet | undefined,
): DatasetDescriptor {
  const { reading, ...found } = set;
  const known = knownSets.find(({ id }) => id === set.known);
  return {
    format: 'descent-studio/dataset',
    version: 1,
    id: known?.id ?? '',
    origin: 'imported',
    licence: known?.licence ?? published?.licence ?? null,
    source: known?.source ?? published?.source ?? null,
    ...found,
    ...(published && !known ? { known: published.id, name: published.name } : {}),
    split: defaultSplit(set.samples.shape[0] ?? 0, set.publishedTest, known?.validationSize ?? null),
    files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    ...(reading ? { reading } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    importedAt: '',
  };
}
