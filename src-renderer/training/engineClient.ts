import type { FromWorker, ToWorker } from '../engine/messages.ts';

/** A worker of the engine, seen from the page. */
export interface EngineClient {
  send(message: ToWorker): void;
  /** Ends the worker at once; nothing more is heard of it. */
  end(): void;
}

/** Starts a fresh worker; a crash of it is told like any other failure. */
export function startEngine(listen: (message: FromWorker) => void): EngineClient {
  const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = (event: MessageEvent<FromWorker>) => listen(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    listen({ type: 'failed', code: 'engineCrashed', detail: { message: event.message || '–' } });
  };
  return { send: (message) => worker.postMessage(message), end: () => worker.terminate() };
}
