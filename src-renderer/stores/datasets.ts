import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FileHandle } from '#shared/contract.ts';
import type { CatalogEntry, DatasetDescriptor, DatasetSummary, ImportPreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { fail, StudioError, succeed, toFailure, type ErrorDetail, type Result } from '#shared/result.ts';
import type { FolderSource } from '../composables/folderSources.ts';
import { tarOfFiles } from '../composables/tarOfFiles.ts';
import { useHost } from '../host.ts';

export interface CodedError {
  readonly code: string;
  readonly detail: ErrorDetail;
}

/** A running import. `message` is a key under `jobs.` in the locale files, `detail` its values. */
export interface ImportJob {
  readonly fraction: number | null;
  readonly message: string;
  readonly detail: ErrorDetail;
  readonly remainingSeconds: number | null;
  cancel(): void;
}

/** The data sets of the gallery, and the one import that may be running. */
export const useDatasetsStore = defineStore('datasets', () => {
  const { studio } = useHost();
  const list = shallowRef<readonly DatasetSummary[]>([]);
  /** Published sets that are not here yet. */
  const fetchable = shallowRef<readonly CatalogEntry[]>([]);
  /** What every set seen so far was called last: a deleted one is still spoken of. */
  const names = shallowRef<ReadonlyMap<string, string>>(new Map());
  const isLoading = ref(true);
  const error = shallowRef<CodedError | null>(null);
  const job = shallowRef<ImportJob | null>(null);
  const isImporting = computed(() => job.value !== null);
  const ends = importEnds();

  studio.on('datasets.changed', () => void refresh());
  studio.on('job.progress', (progress) => {
    if (progress.job === ends.current && job.value) job.value = { ...job.value, ...pick(progress) };
  });
  studio.on('job.ended', ({ job: ended, result }) => ends.arrive(ended, result));

  async function refresh(): Promise<void> {
    const [result, catalog] = await Promise.all([
      studio.call('datasets.list', {}),
      studio.call('datasets.catalog', {}),
    ]);
    if (catalog.ok) fetchable.value = catalog.value.filter(({ imported }) => imported === null);
    isLoading.value = false;
    if (!result.ok) return void (error.value = result);
    list.value = result.value;
    names.value = new Map([...names.value, ...result.value.map(({ id, name }) => [id, name] as const)]);
  }

  /** The descriptor of one set; a built-in one is made the first time it is asked for. */
  function describe(dataset: string): Promise<Result<DatasetDescriptor>> {
    return studio.call('datasets.get', { dataset });
  }

  /** Hands files to the host and looks at what they would become; null when it was cancelled or refused (see `error`). */
  async function lookAt(
    files: readonly (File | FileHandle)[],
    table: TableOptions,
  ): Promise<{ readonly files: readonly FileHandle[]; readonly look: Result<ImportPreview> } | null> {
    if (files.length === 0 || job.value) return null;
    error.value = null;
    const stop = new AbortController();
    job.value = waitingJob('sending', () => stop.abort());
    const handles = await handlesOf(files, stop.signal);
    const look = handles.ok && !stop.signal.aborted ? await preview(handles.value, table) : null;
    job.value = null;
    if (!handles.ok && handles.code !== 'cancelled') error.value = handles;
    if (handles.ok && stop.signal.aborted) void release(handles.value);
    return handles.ok && look && !stop.signal.aborted ? { files: handles.value, look } : null;
  }

  /** Lists the files of a folder and ties them together; null when it was cancelled or refused (see `error`). */
  async function pack(folder: FolderSource): Promise<File | null> {
    if (job.value) return null;
    error.value = null;
    const stop = new AbortController();
    job.value = waitingJob('collecting', () => stop.abort(), { name: folder.name, count: 0 });
    try {
      const files = await folder.list((count) => showCount(count), stop.signal);
      if (files.length === 0) throw new StudioError('collectionEmpty', { name: folder.name, count: 0 });
      return await tarOfFiles(folder.name, files, stop.signal);
    } catch (trouble) {
      const failure = toFailure(trouble);
      if (!failure.ok && failure.code !== 'cancelled') error.value = failure;
      return null;
    } finally {
      job.value = null;
    }
  }

  /** A number that stands still says that nothing happens; one that runs with every file cannot be read. */
  function showCount(count: number): void {
    if (job.value && count % 50 === 0) job.value = { ...job.value, detail: { ...job.value.detail, count } };
  }

  /** What files would become, read with these options. */
  function preview(files: readonly FileHandle[], table: TableOptions): Promise<Result<ImportPreview>> {
    return studio.call('datasets.preview', { files: files.map(({ id }) => id), table });
  }

  /** Files that will not be imported after all: the host's copies of them go. */
  async function release(files: readonly FileHandle[]): Promise<void> {
    await studio.call('files.release', { files: files.map(({ id }) => id) });
  }

  /** Imports files of the page or files the host knows. Gives the new set's id; null when it was cancelled or refused (see `error`). */
  async function importFiles(
    files: readonly (File | FileHandle)[],
    chosen: ImportChoices = {},
  ): Promise<string | null> {
    if (files.length === 0) return null;
    return follow('sending', async (signal) => {
      const handles = await handlesOf(files, signal);
      if (!handles.ok) return handles;
      if (signal.aborted) return fail('cancelled');
      return studio.call('datasets.import', { files: handles.value.map((handle) => handle.id), ...chosen });
    });
  }

  /** Fetches a published set and imports it; ends as `importFiles` does. */
  function download(set: string): Promise<string | null> {
    return follow('downloadBegins', () => studio.call('datasets.download', { set }));
  }

  /** Starts a job, shows it and waits for its end. */
  async function follow(message: string, start: JobStart): Promise<string | null> {
    if (job.value) return null;
    error.value = null;
    const stop = new AbortController();
    job.value = waitingJob(message, () => stop.abort());
    const result = await runJob(start, stop.signal);
    job.value = null;
    ends.current = null;
    if (result.ok) {
      await refresh();
      return result.value.dataset;
    }
    if (result.code !== 'cancelled') error.value = result;
    return null;
  }

  async function runJob(start: JobStart, signal: AbortSignal): Promise<Result<{ dataset: string }>> {
    const started = await start(signal);
    if (!started.ok) return started;
    const id = started.value.job;
    const cancel = () => void studio.call('jobs.cancel', { job: id });
    if (job.value) job.value = { ...job.value, cancel };
    if (signal.aborted) cancel();
    return ends.wait(id);
  }

  async function handlesOf(
    files: readonly (File | FileHandle)[],
    signal: AbortSignal,
  ): Promise<Result<readonly FileHandle[]>> {
    const handles = files.filter((file): file is FileHandle => 'id' in file);
    if (handles.length === files.length) return succeed(handles);
    const own = files.filter((file): file is File => !('id' in file));
    const total = own.reduce((sum, { size }) => sum + size, 0);
    const startMs = performance.now();
    const onSent = (done: number): void => {
      const fraction = total > 0 ? done / total : 1;
      const remainingSeconds = secondsLeft(fraction, performance.now() - startMs);
      if (job.value) job.value = { ...job.value, fraction, remainingSeconds, detail: { done, total } };
    };
    return studio.registerFiles(own, { signal, onSent });
  }

  function dismissError(): void {
    error.value = null;
  }

  return {
    list,
    names,
    fetchable,
    isLoading,
    error,
    job,
    isImporting,
    refresh,
    describe,
    lookAt,
    pack,
    preview,
    release,
    importFiles,
    download,
    dismissError,
  };
});

/** What the reader chose for a set that is imported. */
export interface ImportChoices {
  readonly name?: string;
  readonly table?: TableOptions;
}

type JobStart = (signal: AbortSignal) => Promise<Result<{ readonly job: string }>>;

function waitingJob(message: string, cancel: () => void, detail: ErrorDetail = {}): ImportJob {
  return { fraction: null, message, detail, remainingSeconds: null, cancel };
}

/** Null while too little is done to tell. */
function secondsLeft(fraction: number, spentMs: number): number | null {
  return spentMs < 1000 || fraction < 0.02 ? null : Math.round((spentMs * (1 - fraction)) / fraction / 1000);
}

function pick(progress: ImportJob | Omit<ImportJob, 'cancel'>): Omit<ImportJob, 'cancel'> {
  const { fraction, message, detail, remainingSeconds } = progress;
  return { fraction, message, detail, remainingSeconds };
}

type ImportResult = Result<{ readonly dataset: string }>;

/** Ends of imports: one may arrive before the call that started it has answered. */
function importEnds() {
  const early = new Map<string, ImportResult>();
  const waiting = new Map<string, (result: ImportResult) => void>();
  const ends = {
    current: null as string | null,
    arrive(job: string, result: ImportResult): void {
      const resolve = waiting.get(job);
      waiting.delete(job);
      if (resolve) resolve(result);
      else early.set(job, result);
    },
    wait(job: string): Promise<ImportResult> {
      ends.current = job;
      const arrived = early.get(job);
      early.delete(job);
      return arrived ? Promise.resolve(arrived) : new Promise((resolve) => waiting.set(job, resolve));
    },
  };
  return ends;
}
