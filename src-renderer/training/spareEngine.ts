import type { BackendChoice } from '#shared/domain/backend.ts';
import type { FromEngine } from '../engine/messages.ts';
import { startEngine, type EngineClient } from './engineClient.ts';

/** A worker that has loaded what it will train with before anybody presses Train. */
export interface SpareEngine {
  /** Begins to load for this choice, where it is not loaded yet. */
  warm(backend: BackendChoice): void;
  /** The spare worker, or a fresh one where there is none. */
  take(listen: (message: FromEngine) => void): EngineClient;
}

interface Spare {
  readonly backend: BackendChoice;
  readonly client: EngineClient;
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
  const warm = (backend: BackendChoice): void => {
    if (spare?.backend === backend) return;
    if (spare) drop(spare);
    const client = start((message) => {
      if (own.hear) own.hear(message);
      else if (message.type === 'failed') drop(own);
    });
    const own: Spare = { backend, client, hear: null };
    spare = own;
    client.send({ type: 'warm', backend });
  };
  return {
    warm,
    take(listen) {
      if (!spare) return start(listen);
      const { client } = spare;
      spare.hear = listen;
      spare = null;
      return client;
    },
  };
}
