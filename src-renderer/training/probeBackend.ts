import { StudioError } from '#shared/result.ts';
import type { BackendInfo, TfjsBackend } from '../engine/backendInfo.ts';
import { startEngine } from './engineClient.ts';

/** Starts the backend in a worker, says what it is, and ends it. */
export function probeBackend(backend: TfjsBackend): Promise<BackendInfo> {
  return new Promise((resolve, reject) => {
    const engine = startEngine((message) => {
      if (message.type === 'backend') resolve(message.info);
      else if (message.type === 'failed') reject(new StudioError(message.code, message.detail));
      else return;
      engine.end();
    });
    engine.send({ type: 'probe', backend });
  });
}
