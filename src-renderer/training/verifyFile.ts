import { StudioError } from '#shared/result.ts';
import type { VerifyReport } from '#shared/verification/report.ts';
import type { VerifyRequest } from '../engine/verify.ts';
import { startEngine } from './engineClient.ts';

/** Checks a reference file in a worker of the engine, telling how many entries are done, and ends it. */
export function verifyFile(
  request: VerifyRequest,
  onProgress: (done: number, total: number) => void,
): Promise<VerifyReport> {
  return new Promise((resolve, reject) => {
    const engine = startEngine((message) => {
      if (message.type === 'verifying') return onProgress(message.done, message.total);
      if (message.type === 'verified') resolve(message.report);
      else if (message.type === 'failed') reject(new StudioError(message.code, message.detail));
      else return;
      engine.end();
    });
    engine.send({ type: 'verify', request });
  });
}
