import type { FromEngine, ToWorker } from '../engine/messages.ts';

/** A worker of the engine, seen from the page. */
export interface EngineClient {
  send(message: ToWorker): void;
  /** Ends the worker at once; nothing more is heard of it. */
  end(): void;
  /** Resolves once an ended worker is gone. */
  whenGone?(): Promise<unknown>;
}

/** Starts a fresh worker; its crash, or its end by whatever else, is told like any other failure. */
export function startEngine(listen: (message: FromEngine) => void): EngineClient {
  const name = `engine-${crypto.randomUUID()}`;
  const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module', name });
  const leave = new AbortController();
  let ended = false;
  const tell = (message: FromEngine): void => {
    if (!ended) listen(message);
  };
  const crashed = (message: string): void => tell({ type: 'failed', code: 'engineCrashed', detail: { message } });
  worker.onmessage = ({ data }: MessageEvent<FromEngine>) => {
    if (data.type === 'alive') void whenGone(name, leave.signal, () => crashed('–'));
    else tell(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    crashed(event.message || '–');
  };
  return {
    send: (message) => worker.postMessage(message),
    end: () => {
      ended = true;
      leave.abort();
      worker.terminate();
    },
    whenGone: () => navigator.locks.request(name, () => undefined),
  };
}

/** No event tells that a worker was killed; the lock it holds comes free. */
async function whenGone(name: string, signal: AbortSignal, act: () => void): Promise<void> {
  await navigator.locks.request(name, { signal }, act).catch(() => undefined);
}
