import type { VerifyBackend, VerifyEngine } from '#shared/verification/backend.ts';
import type { VerifyReport } from '#shared/verification/report.ts';
import { verifyReference, type Breathe } from '#shared/verification/verify.ts';

/** A reference file, and what it is to be checked on. */
export interface VerifyRequest {
  readonly engine: VerifyEngine;
  /** Its name, for the report. */
  readonly file: string;
  /** Parsed JSON. */
  readonly content: unknown;
}

/** Checks a reference file on an engine that trains. Throws `verifyFormat`, `backendUnavailable`; `onLost` is called when the device is lost for good. */
export async function verifyOnEngine(
  { engine, file, content }: VerifyRequest,
  breathe: Breathe,
  onLost: () => void,
): Promise<VerifyReport> {
  return verifyReference(file, content, await openBackend(engine, onLost), breathe);
}

async function openBackend(engine: VerifyEngine, onLost: () => void): Promise<VerifyBackend> {
  if (engine === 'wasm') {
    const [{ loadKernels }, { wasmBackend }] = await Promise.all([
      import('./cpu/loadKernels.ts'),
      import('./verifyWasm.ts'),
    ]);
    return wasmBackend(await loadKernels('reproducible'));
  }
  const [{ startBackend, onContextLost }, { tfjsBackend }] = await Promise.all([
    import('./backend.ts'),
    import('./verifyTfjs.ts'),
  ]);
  onContextLost(await startBackend(engine), onLost);
  return tfjsBackend;
}
