import { Worker } from 'node:worker_threads';
import type { ToWorker } from './workerMessages.ts';

/** A thread that does one task after another, and the heap it may use. */
export interface TaskThread {
  readonly worker: Worker;
  readonly maxHeapMb: number;
}

/** How long an idle thread waits for the next task: a preview is followed by another one or by the import within seconds. */
const IDLE_MS = 60_000;

interface IdleThread extends TaskThread {
  /** Takes the thread out of waiting. */
  release(): void;
  end(): void;
}

/** The built worker keeps this name beside the bundle: the build rewrites the ending. */
const workerAddress = (): URL => new URL('./import.worker.ts', import.meta.url);

/** At most one waits: starting a thread and loading the readers takes as long as reading a small file a hundred times. */
let idle: IdleThread | null = null;

/** The thread that waits, or a new one. */
export function takeThread(maxHeapMb: number): TaskThread {
  if (idle?.maxHeapMb === maxHeapMb) {
    const { worker, release } = idle;
    release();
    return { worker, maxHeapMb };
  }
  const resourceLimits = { maxOldGenerationSizeMb: maxHeapMb };
  return { worker: new Worker(workerAddress(), { name: 'datasets', resourceLimits }), maxHeapMb };
}

/** A thread whose task is done waits for the next one, without keeping the process alive; the one that waited before it ends. */
export function giveBackThread({ worker, maxHeapMb }: TaskThread): void {
  idle?.end();
  const end = (): void => {
    mine.release();
    endThread(worker);
  };
  const timer = setTimeout(end, IDLE_MS).unref();
  const gone = (): void => mine.release();
  const mine: IdleThread = {
    worker,
    maxHeapMb,
    end,
    release: () => {
      clearTimeout(timer);
      worker.off('exit', gone).off('error', gone);
      worker.ref();
      if (idle === mine) idle = null;
    },
  };
  worker.on('exit', gone).on('error', gone);
  worker.unref();
  idle = mine;
}

function endThread(worker: Worker): void {
  worker.unref();
  worker.postMessage({ kind: 'end' } satisfies ToWorker);
}
