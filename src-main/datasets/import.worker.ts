import { parentPort, workerData } from 'node:worker_threads';
import { fail, StudioError, succeed, type Result } from '#shared/result.ts';
import { buildSet } from './builtinTask.ts';
import { importSet } from './importTask.ts';
import { previewFiles } from './previewTask.ts';
import type { FromWorker, TaskValues, ToWorker, WorkerTask } from './workerMessages.ts';

/** One task per thread: started with it as workerData, ends with a result. A defect is left to crash the thread, which the store names. */
async function main(task: WorkerTask): Promise<void> {
  const cancel = new AbortController();
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind === 'cancel') cancel.abort();
  });
  say({ kind: 'result', result: await perform(task, cancel.signal) });
  parentPort?.close();
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

// Not awaited here: a thread that is ended inside a top-level await takes the whole process with it (V8: “Check failed” in the module).
void main(workerData);
