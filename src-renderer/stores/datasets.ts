import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FileHandle } from '#shared/contract.ts';
import type { CatalogEntry, DatasetDescriptor, DatasetSummary, ImportPreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { fail, succeed, type ErrorDetail, type Result } from '#shared/result.ts';
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
    if (result.ok) list.value = result.value;
    else error.value = result;
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
    let isCancelled = false;
    job.value = waitingJob('sending', () => (isCancelled = true));
    const handles = await handlesOf(files);
    const look = handles.ok && !isCancelled ? await preview(handles.value, table) : null;
    job.value = null;
    if (!handles.ok) error.value = handles;
    if (handles.ok && isCancelled) void release(handles.value);
    return handles.ok && look && !isCancelled ? { files: handles.value, look } : null;
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
    return follow('sending', async (isCancelled) => {
      const handles = await handlesOf(files);
      if (!handles.ok) return handles;
      if (isCancelled()) return fail('cancelled');
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
    let cancelled = false;
    job.value = waitingJob(message, () => (cancelled = true));
    const result = await runJob(start, () => cancelled);
    job.value = null;
    ends.current = null;
    if (result.ok) {
      await refresh();
      return result.value.dataset;
    }
    if (result.code !== 'cancelled') error.value = result;
    return null;
  }

  async function runJob(start: JobStart, isCancelled: () => boolean): Promise<Result<{ dataset: string }>> {
    const started = await start(isCancelled);
    if (!started.ok) return started;
    const id = started.value.job;
    const cancel = () => void studio.call('jobs.cancel', { job: id });
    if (job.value) job.value = { ...job.value, cancel };
    if (isCancelled()) cancel();
    return ends.wait(id);
  }

  async function handlesOf(files: readonly (File | FileHandle)[]): Promise<Result<readonly FileHandle[]>> {
    const handles = files.filter((file): file is FileHandle => 'id' in file);
    if (handles.length === files.length) return succeed(handles);
    return studio.registerFiles(files.filter((file): file is File => !('id' in file)));
  }

  function dismissError(): void {
    error.value = null;
  }

  return {
    list,
    fetchable,
    isLoading,
    error,
    job,
    isImporting,
    refresh,
    describe,
    lookAt,
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

type JobStart = (isCancelled: () => boolean) => Promise<Result<{ readonly job: string }>>;

function waitingJob(message: string, cancel: () => void): ImportJob {
  return { fraction: null, message, detail: {}, remainingSeconds: null, cancel };
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
