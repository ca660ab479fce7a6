import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { builtinSets } from './builtin/index.ts';
import { checkName, nameFromFile } from './changes.ts';
import { isSameSet, type ExistingSet } from './importTask.ts';
import type { InputFile } from './readers/probe.ts';
import { runInWorker } from './runInWorker.ts';
import type { Shelf } from './shelf.ts';
import { freeId } from './slug.ts';
import type { ImportProgress } from './watch.ts';

export interface ImportOptions {
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Tables: what the reader chose in place of guesses. */
  readonly table?: TableOptions | undefined;
}

export interface ImportContext {
  readonly shelf: Shelf;
  readonly maxHeapMb: number;
  /** Changes of the shelf happen one after another; reading, the long part, does not wait here. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Reads files in a thread, into a folder aside, and puts the set on the shelf; gives the set these very files are in already. */
export function importInto(
  { shelf, maxHeapMb, inTurn }: ImportContext,
  files: readonly InputFile[],
  { name, signal = new AbortController().signal, onProgress = () => undefined, table = {} }: ImportOptions,
): Promise<DatasetDescriptor> {
  return shelf.aside(async (folder) => {
    const givenName = name === undefined ? null : checkName(name);
    const task = {
      kind: 'import',
      files: files.map(plainFile),
      folder,
      existing: existingSets(shelf),
      options: table,
    } as const;
    const outcome = await runInWorker(task, { signal, onProgress, maxHeapMb });
    return inTurn(async () => {
      if (signal.aborted) throw new StudioError('cancelled');
      const there = outcome.kind === 'existing' ? byId(shelf, outcome.id) : twinOf(shelf, outcome.descriptor, table);
      // An older studio did not know this set by its hash.
      if (there && outcome.kind === 'existing' && outcome.published)
        return shelf.describe({ ...there, ...outcome.published });
      if (there) return there;
      // Removed while its files were being compared.
      if (outcome.kind === 'existing') throw new StudioError('datasetUnknown', { value: outcome.id });
      return put(shelf, folder, outcome.descriptor, givenName);
    });
  });
}

/** Only what crosses to the thread: callers may pass richer handles. */
function plainFile({ path, name }: InputFile): InputFile {
  return { path, name };
}

function existingSets(shelf: Shelf): ExistingSet[] {
  return shelf.imported().map(({ id, files, target, known, options = {} }) => {
    return { id, sha256: files.map(({ sha256 }) => sha256), target, known, options };
  });
}

function byId(shelf: Shelf, id: string): DatasetDescriptor | undefined {
  return shelf.imported().find((set) => set.id === id);
}

/** The same files may have been imported twice at once. */
function twinOf(shelf: Shelf, { files }: DatasetDescriptor, options: TableOptions): DatasetDescriptor | undefined {
  const hashes = files.map(({ sha256 }) => sha256);
  const twin = existingSets(shelf).find((set) => isSameSet(set, hashes, options));
  return twin && byId(shelf, twin.id);
}

function put(
  shelf: Shelf,
  folder: string,
  found: DatasetDescriptor,
  givenName: string | null,
): Promise<DatasetDescriptor> {
  const name = givenName ?? nameFromFile(found.name);
  const isTaken = (id: string): boolean => shelf.has(id) || builtinSets.some((builtin) => builtin.id === id);
  const id = freeId(found.known ?? name, isTaken);
  return shelf.put(folder, { ...found, id, name, importedAt: new Date().toISOString() });
}
