import type { Worker } from 'node:worker_threads';
import { StudioError, unwrap } from '#shared/result.ts';
import type { BuiltinTask } from './builtinTask.ts';
import type { ImportOutcome, ImportTask } from './importTask.ts';
import type { DatasetDescriptor, ImportPreview } from '#shared/domain/dataset.ts';
import type { PreviewTask } from './previewTask.ts';
import type { ImportProgress } from './watch.ts';
import type { FromWorker, ToWorker, WorkerTask } from './workerMessages.ts';
import { giveBackThread, takeThread } from './workerThreads.ts';

export interface WorkerOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Heap limit of the thread: a reader that keeps too much ends with `importMemory` instead of taking the studio with it. */
  readonly maxHeapMb: number;
}

/** How long a cancelled thread may tidy up before it is ended. */
const CANCEL_GRACE_MS = 1000;

/** Runs an import or a generator in a thread beside the event loop; throws its StudioError, `cancelled`, `importMemory` or `importCrashed`. */
export function runInWorker(task: ImportTask, options: WorkerOptions): Promise<ImportOutcome>;
export function runInWorker(task: BuiltinTask, options: WorkerOptions): Promise<DatasetDescriptor>;
export function runInWorker(task: PreviewTask, options: WorkerOptions): Promise<ImportPreview>;
export async function runInWorker(
  task: WorkerTask,
  options: WorkerOptions,
): Promise<ImportOutcome | DatasetDescriptor | ImportPreview> {
  if (options.signal.aborted) throw new StudioError('cancelled');
  const thread = takeThread(options.maxHeapMb);
  const { worker } = thread;
  let graceTimer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    worker.postMessage({ kind: 'cancel' } satisfies ToWorker);
    graceTimer = setTimeout(() => void worker.terminate(), CANCEL_GRACE_MS);
  };
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    const result = await resultOf(worker, task, options);
    giveBackThread(thread);
    return unwrap(result);
  } finally {
    clearTimeout(graceTimer);
    options.signal.removeEventListener('abort', cancel);
  }
}

type TaskResult = Extract<FromWorker, { kind: 'result' }>['result'];

function resultOf(worker: Worker, task: WorkerTask, { signal, onProgress }: WorkerOptions): Promise<TaskResult> {
  return new Promise<TaskResult>((resolve, reject) => {
    const end = <T>(how: (value: T) => void, value: T): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      how(value);
    };
    const fail = (error: StudioError): void => end(reject, signal.aborted ? new StudioError('cancelled') : error);
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'result') end(resolve, message.result);
      else if (!signal.aborted) onProgress(message.progress);
    };
    const onError = (error: unknown): void => fail(crash(error));
    const onExit = (code: number): void => fail(new StudioError('importCrashed', { message: `exit ${code}` }));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage({ kind: 'task', task } satisfies ToWorker);
  });
}

function crash(error: unknown): StudioError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isMemory) return new StudioError('importMemory');
  return new StudioError('importCrashed', { message: error instanceof Error ? error.message : String(error) });
}
