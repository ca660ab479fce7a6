import { Worker } from 'node:worker_threads';
import { StudioError, unwrap } from '#shared/result.ts';
import type { BuiltinTask } from './builtinTask.ts';
import type { ImportOutcome, ImportTask } from './importTask.ts';
import type { DatasetDescriptor, ImportPreview } from '#shared/domain/dataset.ts';
import type { PreviewTask } from './previewTask.ts';
import type { ImportProgress } from './watch.ts';
import type { FromWorker, ToWorker, WorkerTask } from './workerMessages.ts';

export interface WorkerOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Heap limit of the thread: a reader that keeps too much ends with `importMemory` instead of taking the studio with it. */
  readonly maxHeapMb: number;
}

/** How long a cancelled thread may tidy up before it is ended. */
const CANCEL_GRACE_MS = 1000;

/** The built worker keeps this name beside the bundle: the build rewrites the ending. */
const workerAddress = (): URL => new URL('./import.worker.ts', import.meta.url);

/** Runs an import or a generator in a thread of its own; throws its StudioError, `cancelled`, `importMemory` or `importCrashed`. */
export function runInWorker(task: ImportTask, options: WorkerOptions): Promise<ImportOutcome>;
export function runInWorker(task: BuiltinTask, options: WorkerOptions): Promise<DatasetDescriptor>;
export function runInWorker(task: PreviewTask, options: WorkerOptions): Promise<ImportPreview>;
export async function runInWorker(
  task: WorkerTask,
  options: WorkerOptions,
): Promise<ImportOutcome | DatasetDescriptor | ImportPreview> {
  if (options.signal.aborted) throw new StudioError('cancelled');
  const worker = new Worker(workerAddress(), {
    workerData: task,
    name: 'datasets',
    resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb },
  });
  let graceTimer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    worker.postMessage({ kind: 'cancel' } satisfies ToWorker);
    graceTimer = setTimeout(() => void worker.terminate(), CANCEL_GRACE_MS);
  };
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    return unwrap(await resultOf(worker, options));
  } finally {
    clearTimeout(graceTimer);
    options.signal.removeEventListener('abort', cancel);
    // Also waits until its files are closed, so that they can be moved or removed.
    await endOf(worker);
  }
}

/** A thread that has told its result ends by itself; it is ended only where that takes long: ending one in its last steps is never needed. */
async function endOf(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const timer = setTimeout(() => void worker.terminate(), CANCEL_GRACE_MS);
  await ended.finally(() => clearTimeout(timer));
}

function resultOf(worker: Worker, { signal, onProgress }: WorkerOptions) {
  return new Promise<Extract<FromWorker, { kind: 'result' }>['result']>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'result') resolve(message.result);
      else if (!signal.aborted) onProgress(message.progress);
    });
    worker.on('error', (error) => reject(signal.aborted ? new StudioError('cancelled') : crash(error)));
    worker.on('exit', (code) =>
      reject(
        signal.aborted ? new StudioError('cancelled') : new StudioError('importCrashed', { message: `exit ${code}` }),
      ),
    );
  });
}

function crash(error: unknown): StudioError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isMemory) return new StudioError('importMemory');
  return new StudioError('importCrashed', { message: error instanceof Error ? error.message : String(error) });
}
