import { parentPort } from 'node:worker_threads';
import { fail, StudioError, succeed, type Result } from '#shared/result.ts';
import { buildSet } from './builtinTask.ts';
import { importSet } from './importTask.ts';
import { previewFiles } from './previewTask.ts';
import type { FromWorker, TaskValues, ToWorker, WorkerTask } from './workerMessages.ts';

/** One task after another, each ends with a result. A defect is left to crash the thread, which the store names. */
let cancel = new AbortController();

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'end') return parentPort?.close();
  if (message.kind === 'cancel') return cancel.abort();
  // Nobody waits for it: what it throws is a defect.
  void work(message.task);
});

async function work(task: WorkerTask): Promise<void> {
  cancel = new AbortController();
  say({ kind: 'result', result: await perform(task, cancel.signal) });
}

async function perform(task: WorkerTask, signal: AbortSignal): Promise<Result<TaskValues[keyof TaskValues]>> {
  try {
    if (task.kind === 'builtin') return succeed(await buildSet(task, signal));
    if (task.kind === 'preview') return succeed(await previewFiles(task, signal));
    return succeed(await importSet(task, signal, (progress) => say({ kind: 'progress', progress })));
  } catch (error) {
    if (error instanceof StudioError) return fail(error.code, error.detail);
    throw error;
  }
}

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}
