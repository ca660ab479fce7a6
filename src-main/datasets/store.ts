import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetDescriptor, DatasetSummary, TablePreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import type { BuiltinSet } from './builtin/builtin.ts';
import { builtinSets } from './builtin/index.ts';
import { checkName, withTarget } from './changes.ts';
import { queue, singleFlight } from './concurrency.ts';
import {
  DESCRIPTOR_FILE,
  findDescriptor,
  partBytes,
  partFiles,
  readDescriptor,
  type PartName,
} from './descriptorFile.ts';
import { importInto, type ImportOptions } from './importInto.ts';
import type { InputFile } from './readers/probe.ts';
import { runInWorker } from './runInWorker.ts';
import { openShelf, type Shelf } from './shelf.ts';
import { summaryOf } from './summary.ts';

export type { ImportOptions } from './importInto.ts';
export type { InputFile } from './readers/probe.ts';
export type { ImportProgress } from './watch.ts';

export interface DatasetStoreOptions {
  /** Everything lies here: `<id>/{dataset.json, samples.bin, targets.bin}`. */
  readonly folder: string;
  readonly resources?: {
    /** Heap limit of the reading thread. */
    readonly maxHeapMb?: number;
  };
}

/** The data sets of a user-data folder: built-in ones, made on first use, and imported ones. */
export interface DatasetStore {
  /** Built-in sets first, then the imported ones by name. */
  list(): Promise<readonly DatasetSummary[]>;
  /** Builds a built-in set on first use; throws `datasetUnknown`, `datasetDamaged`. */
  get(id: string): Promise<DatasetDescriptor>;
  /** Where a binary file lies and its length; throws `datasetUnknown`, `datasetPartUnknown`. */
  partFile(id: string, part: PartName): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Reads files into a new set, or gives the set these very files are in already; throws what is wrong with them, `cancelled`. */
  importFiles(files: readonly InputFile[], options?: ImportOptions): Promise<DatasetDescriptor>;
  /** The beginning of a table as it would be read; nothing is kept. Throws `notATable` and what is wrong with the file. */
  preview(files: readonly InputFile[], options?: TableOptions): Promise<TablePreview>;
  /** Makes another column the target and counts its classes; throws `columnUnknown`, `targetOfPictures`, `targetManyValues`. */
  setTarget(id: string, target: string): Promise<DatasetDescriptor>;
  /** Gives an imported set another name (its id stays); throws `datasetNameEmpty`, `datasetNameLong`, `datasetBuiltin`. */
  rename(id: string, name: string): Promise<DatasetDescriptor>;
  /** Moves an imported set to the bin; throws `datasetBuiltin`, `datasetUnknown`. */
  remove(id: string): Promise<void>;
  /** Brings a set back from the bin; throws `datasetUnknown`. */
  restore(id: string): Promise<void>;
  /** Empties the bin for good. */
  purgeRemoved(): Promise<void>;
  /** Empties the bin and gives the folder back; nothing may be called afterwards. */
  close(): void;
}

/** Enough for a table of 10,000 columns; a 1 GB file needs no more than a small one. */
const DEFAULT_HEAP_MB = 256;

/** Opens the data sets below `folder` and removes what a crash left behind. */
export function createDatasetStore({ folder, resources }: DatasetStoreOptions): DatasetStore {
  const shelf = openShelf(folder);
  const maxHeapMb = resources?.maxHeapMb ?? DEFAULT_HEAP_MB;
  const inTurn = queue();
  const building = singleFlight<DatasetDescriptor>();
  const get = (id: string): Promise<DatasetDescriptor> => {
    const builtin = findBuiltin(id);
    return builtin ? building(id, () => getBuiltin(shelf, builtin, maxHeapMb)) : getImported(shelf, id);
  };
  const change = (id: string, edit: (current: DatasetDescriptor) => DatasetDescriptor | Promise<DatasetDescriptor>) =>
    inTurn(async () => shelf.describe(await edit(await get(id))));
  return {
    list: async () => [...builtinSets.map((builtin) => builtinSummary(shelf, builtin)), ...importedSummaries(shelf)],
    get,
    partFile: async (id, part) => {
      const descriptor = await get(id);
      const binary = descriptor[part];
      if (!binary) throw new StudioError('datasetPartUnknown', { name: descriptor.name, value: part });
      return { path: join(shelf.place(id), partFiles[part]), bytes: partBytes(binary) };
    },
    importFiles: (files, options = {}) => importInto({ shelf, maxHeapMb, inTurn }, files, options),
    preview: (files, options = {}) => {
      const task = { kind: 'preview', files: files.map(({ path, name }) => ({ path, name })), options } as const;
      return runInWorker(task, { ...silent(), maxHeapMb });
    },
    setTarget: (id, target) => change(id, (current) => withTarget(shelf.place(id), current, target)),
    rename: async (id, name) => {
      refuseBuiltin(id);
      return change(id, (current) => ({ ...current, name: checkName(name) }));
    },
    remove: async (id) => {
      refuseBuiltin(id);
      return inTurn(() => shelf.moveToBin(id));
    },
    restore: (id) => inTurn(() => shelf.bringBack(id)),
    purgeRemoved: () => inTurn(() => shelf.emptyBin()),
    close: () => shelf.close(),
  };
}

/** Work that nobody watches or cancels. */
const silent = () => ({ signal: new AbortController().signal, onProgress: () => undefined });

function findBuiltin(id: string): BuiltinSet | undefined {
  return builtinSets.find((builtin) => builtin.id === id);
}

function refuseBuiltin(id: string): void {
  const builtin = findBuiltin(id);
  if (builtin) throw new StudioError('datasetBuiltin', { name: builtin.summary.name });
}

async function getImported(shelf: Shelf, id: string): Promise<DatasetDescriptor> {
  if (!existsSync(join(shelf.place(id), DESCRIPTOR_FILE))) throw new StudioError('datasetUnknown', { value: id });
  return readDescriptor(shelf.place(id), id);
}

/** The stored set if it is whole and of the present revision, else a new one. */
async function getBuiltin(shelf: Shelf, { id, source }: BuiltinSet, maxHeapMb: number): Promise<DatasetDescriptor> {
  const stored = await readDescriptor(shelf.place(id), id).catch(() => null);
  if (stored?.source === source) return stored;
  return shelf.aside(async (folder) => {
    return shelf.put(folder, await runInWorker({ kind: 'builtin', id, folder }, { ...silent(), maxHeapMb }));
  });
}

/** A reader may have chosen another target, so the stored set is asked first. */
function builtinSummary(shelf: Shelf, { id, source, summary }: BuiltinSet): DatasetSummary {
  const stored = findDescriptor(shelf.place(id));
  return stored?.source === source ? summaryOf(stored) : summary;
}

function importedSummaries(shelf: Shelf): DatasetSummary[] {
  const sets = shelf.imported().sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
  return sets.map(summaryOf);
}
