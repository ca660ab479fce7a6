import type { BackendChoice } from '#shared/domain/backend.ts';
import type { FromEngine, TrainRequest } from '../engine/messages.ts';
import { startEngine, type EngineClient } from './engineClient.ts';

/** A worker that has loaded what it will train with before anybody presses Train. */
export interface SpareEngine {
  /** Gets ready for this choice, and for what would be trained now if that is known; where it is not ready yet. */
  warm(backend: BackendChoice, request: TrainRequest | null): void;
  /** The spare worker, or a fresh one where there is none. */
  take(listen: (message: FromEngine) => void): EngineClient;
}

interface Spare {
  readonly backend: BackendChoice;
  readonly client: EngineClient;
  /** What it is ready for, as text; null: nothing in particular. */
  readyFor: string | null;
  /** Null while it waits. */
  hear: ((message: FromEngine) => void) | null;
}

/** Holds one worker ready; one that fails while it waits is forgotten, and the next training starts its own. */
export function createSpareEngine(start: typeof startEngine = startEngine): SpareEngine {
  let spare: Spare | null = null;
  const drop = (own: Spare): void => {
    own.client.end();
    if (spare === own) spare = null;
  };
  const opened = (backend: BackendChoice): Spare => {
    if (spare?.backend === backend) return spare;
    if (spare) drop(spare);
    const client = start((message) => {
      if (own.hear) own.hear(message);
      else if (message.type === 'failed') drop(own);
    });
    const own: Spare = { backend, client, readyFor: null, hear: null };
    spare = own;
    client.send({ type: 'warm', backend, request: null });
    return own;
  };
  return {
    warm(backend, request) {
      const own = opened(backend);
      const wanted = request && JSON.stringify(request);
      if (!wanted || own.readyFor === wanted) return;
      own.readyFor = wanted;
      own.client.send({ type: 'warm', backend, request });
    },
    take(listen) {
      if (!spare) return start(listen);
      const { client } = spare;
      spare.hear = listen;
      spare = null;
      return client;
    },
  };
}
