import type { Events } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';

/** What an import says while it runs; the jobs service adds the job and the remaining time. */
export type ImportProgress = Pick<Events['job.progress'], 'fraction' | 'message' | 'detail'>;

/** The three things an import does with a file; each is a message key under `jobs.`. */
export type Phase = 'checking' | 'reading' | 'writing';

/** Work of one byte in each phase, as measured: hashing is fast, parsing is not. */
export const phaseCost: Readonly<Record<Phase, number>> = { checking: 1, reading: 12, writing: 12 };

/** How long work is watched: it can be cancelled and it says how far it is. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Opens a phase over a file; the function it gives adds bytes of the file that are done. */
  phase(phase: Phase, file: { readonly name: string; readonly bytes: number }): (bytes: number) => void;
}

/** A watch that reports to nobody. */
export function silentWatch(signal: AbortSignal = new AbortController().signal): Watch {
  return { signal, phase: () => () => undefined };
}

/** A watch that emits progress at most every `everyMs`; `plannedWork` is the sum of bytes × phaseCost over all phases to come. */
export function progressWatch(
  signal: AbortSignal,
  plannedWork: number,
  emit: (progress: ImportProgress) => void,
  everyMs = 100,
): Watch {
  let work = 0;
  let emittedMs = -Infinity;
  return {
    signal,
    phase: (phase, { name, bytes: total }) => {
      let done = 0;
      return (bytes) => {
        done += bytes;
        work += bytes * phaseCost[phase];
        const nowMs = performance.now();
        if (nowMs - emittedMs < everyMs) return;
        emittedMs = nowMs;
        emit({ fraction: Math.min(1, work / plannedWork), message: `jobs.${phase}`, detail: { name, done, total } });
      };
    },
  };
}

/** Throws `cancelled` once the signal says so. */
export function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new StudioError('cancelled');
}
