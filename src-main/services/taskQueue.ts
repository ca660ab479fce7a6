import type { RunnerTask } from '#shared/contract.ts';
import { StudioError, type ErrorDetail } from '#shared/result.ts';
import { newId } from './ids.ts';

/** A task without its id, whichever kind it is. */
export type TaskOrder = RunnerTask extends infer Task ? (Task extends RunnerTask ? Omit<Task, 'task'> : never) : never;

export interface TaskProgress {
  readonly fraction: number;
  /** Key under `cli.stage.` in the locale files, and its values. */
  readonly stage: string;
  readonly detail: ErrorDetail;
}

/** Work for a window-less page: the command line puts it in, the page takes it out, one after another. */
export interface TaskQueue {
  /** Resolves with the output of `tasks.done`, or throws its failure as StudioError. */
  enqueue(task: TaskOrder, onProgress?: (progress: TaskProgress) => void): Promise<unknown>;
  /** The next task; waits a little for one, then null. */
  next(): Promise<RunnerTask | null>;
  report(task: string, progress: TaskProgress): void;
  done(task: string, failure: { code: string; detail: ErrorDetail } | null, output: unknown): void;
  /** Fails every task that is waiting or under way: the page is gone, the reader cancelled. */
  failAll(error: StudioError): void;
}

interface Entry {
  readonly task: RunnerTask;
  readonly onProgress: (progress: TaskProgress) => void;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How long an empty queue holds a page's question. */
const WAIT_MS = 5000;

export function createTaskQueue(waitMs: number = WAIT_MS): TaskQueue {
  const waiting: Entry[] = [];
  const underWay = new Map<string, Entry>();
  let wake: (() => void) | null = null;

  function take(): RunnerTask | null {
    const entry = waiting.shift();
    if (!entry) return null;
    underWay.set(entry.task.task, entry);
    return entry.task;
  }

  function find(task: string): Entry {
    const entry = underWay.get(task);
    if (!entry) throw new StudioError('taskUnknown', { value: task });
    return entry;
  }

  return {
    enqueue: (order, onProgress = () => undefined) =>
      new Promise((resolve, reject) => {
        waiting.push({ task: { ...order, task: newId('t') }, onProgress, resolve, reject });
        wake?.();
      }),
    async next() {
      if (waiting.length === 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          timer.unref();
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      return take();
    },
    report: (task, progress) => find(task).onProgress(progress),
    done(task, failure, output) {
      const { resolve, reject } = find(task);
      underWay.delete(task);
      if (failure) reject(new StudioError(failure.code, failure.detail));
      else resolve(output);
    },
    failAll(error) {
      for (const entry of [...waiting.splice(0), ...underWay.values()]) entry.reject(error);
      underWay.clear();
      wake?.();
    },
  };
}
