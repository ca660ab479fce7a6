import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogEntry, DatasetDescriptor, DatasetSummary, ImportPreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import type { BuiltinSet } from './builtin/builtin.ts';
import { builtinSets } from './builtin/index.ts';
import { catalog as published, type CatalogSet } from './catalog.ts';
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
import { downloadSet, dropDownloads } from './download/downloadSet.ts';
import { importInto, type ImportOptions } from './importInto.ts';
import type { InputFile } from './readers/probe.ts';
import { runInWorker } from './runInWorker.ts';
import { openShelf, type Shelf } from './shelf.ts';
import { summaryOf } from './summary.ts';
import type { ImportProgress } from './watch.ts';

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
  /** Where published sets come from, in place of the usual. */
  readonly downloads?: {
    /** An address tried first, `<mirror>/<set>/<file>`: HTTPS, or this machine. */
    readonly mirror?: string | undefined;
    readonly stallMs?: number;
    readonly catalog?: readonly CatalogSet[];
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
  /** Published sets that can be fetched, and the imported set where one is here already. */
  catalog(): readonly CatalogEntry[];
  /**
   * Fetches a published set, checks it and imports it; what is here already is given at once. Throws `downloadUnknown`, what `downloadFile` and
   * importing throw, `cancelled`.
   */
  download(id: string, options?: Pick<ImportOptions, 'signal' | 'onProgress'>): Promise<DatasetDescriptor>;
  /** The beginning of a table, or some pictures, as they would be read; nothing is kept. Throws `notATable` and what is wrong with the file. */
  preview(files: readonly InputFile[], options?: TableOptions): Promise<ImportPreview>;
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
export function createDatasetStore({ folder, resources, downloads = {} }: DatasetStoreOptions): DatasetStore {
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
  const { catalog = published } = downloads;
  const fetching = singleFlight<DatasetDescriptor>();
  const importFiles: DatasetStore['importFiles'] = (files, options = {}) =>
    importInto({ shelf, maxHeapMb, inTurn }, files, options);
  const fetchSet = async (set: CatalogSet, { signal, onProgress }: ReturnType<typeof silent>) => {
    const place = join(folder, '.downloads');
    const files = await downloadSet(set, {
      ...downloads,
      folder: place,
      signal,
      onProgress: inPart(onProgress, 0, FETCHING),
    });
    const descriptor = await importFiles(files, {
      signal,
      onProgress: inPart(onProgress, FETCHING, 1),
      name: set.name,
    });
    await dropDownloads(set, place);
    return descriptor;
  };
  return {
    catalog: () => {
      const here = shelf.imported();
      return catalog.map((set) => catalogEntry(here, set));
    },
    download: async (id, { signal, onProgress } = {}) => {
      const set = catalog.find((candidate) => candidate.id === id);
      if (!set) throw new StudioError('downloadUnknown', { value: id });
      const here = catalogEntry(shelf.imported(), set).imported;
      const watched = silent();
      return here !== null
        ? getImported(shelf, here)
        : fetching(id, () =>
            fetchSet(set, { signal: signal ?? watched.signal, onProgress: onProgress ?? watched.onProgress }),
          );
    },
    list: async () => [...builtinSets.map((builtin) => builtinSummary(shelf, builtin)), ...importedSummaries(shelf)],
    get,
    partFile: async (id, part) => {
      const descriptor = await get(id);
      const binary = descriptor[part];
      if (!binary) throw new StudioError('datasetPartUnknown', { name: descriptor.name, value: part });
      return { path: join(shelf.place(id), partFiles[part]), bytes: partBytes(binary) };
    },
    importFiles,
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

/** Share of the work of a download that is fetching; the rest is reading. */
const FETCHING = 0.9;

type Report = (progress: ImportProgress) => void;

/** Work that nobody watches or cancels. */
const silent = (): { signal: AbortSignal; onProgress: Report } => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
});

/** Tells the progress of a part of the work as progress of the whole. */
function inPart(report: Report, from: number, to: number): Report {
  return (progress) =>
    report({ ...progress, fraction: progress.fraction === null ? null : from + (to - from) * progress.fraction });
}

function catalogEntry(here: readonly DatasetDescriptor[], { files, ...set }: CatalogSet): CatalogEntry {
  const { id, name, kind, task, samples, licence, source } = set;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const imported = here.find(({ known }) => known === id)?.id ?? null;
  return { id, name, kind, task, samples, licence, source, bytes, imported };
}

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
