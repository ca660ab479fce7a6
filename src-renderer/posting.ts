/** A call to post. */
export interface ToPoster {
  readonly id: number;
  /** Same origin. */
  readonly address: string;
  /** Columns of numbers among it go as they are (`columnBody.ts`). */
  readonly input: unknown;
}

/** What came back; a null status where the host did not answer. */
export interface FromPoster {
  readonly id: number;
  readonly status: number | null;
  readonly text: string;
}

/** Posts inputs from a worker, so that large ones do not hold up the page; rejects where the host does not answer. */
export type Poster = (address: string, input: unknown) => Promise<{ readonly status: number; readonly text: string }>;

/** The host gives up a call after a minute: a worker that is silent for longer is gone. */
const SILENCE_MS = 75_000;

/** A poster over a worker of its own, started with the first call; one that falls silent is replaced with the next. */
export function workerPoster(start: () => Worker = startWorker, silenceMs = SILENCE_MS): Poster {
  let worker: Worker | null = null;
  let calls = 0;
  const open = new Map<number, (answer: FromPoster) => void>();
  const settle = (answer: FromPoster): void => {
    open.get(answer.id)?.(answer);
    open.delete(answer.id);
  };
  const abandon = (): void => {
    worker?.terminate();
    worker = null;
    for (const id of [...open.keys()]) settle({ id, status: null, text: '' });
  };
  const started = (): Worker => {
    if (worker) return worker;
    worker = start();
    worker.onmessage = ({ data }: MessageEvent<FromPoster>) => settle(data);
    worker.onerror = abandon;
    return worker;
  };
  return (address, input) =>
    new Promise((resolve, reject) => {
      const id = ++calls;
      const timer = setTimeout(abandon, silenceMs);
      open.set(id, ({ status, text }) => {
        clearTimeout(timer);
        if (status === null) reject(new TypeError('no answer'));
        else resolve({ status, text });
      });
      started().postMessage({ id, address, input } satisfies ToPoster);
    });
}

function startWorker(): Worker {
  return new Worker(new URL('./posting.worker.ts', import.meta.url), { type: 'module' });
}
