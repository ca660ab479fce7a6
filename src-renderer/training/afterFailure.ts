/** What fails again and again will not be mended by one more try. */
const MOST_RECOVERIES = 3;
/** What a fresh worker can mend. */
const RECOVERABLE: readonly string[] = ['contextLost', 'engineCrashed'];
/** How much of the data stays on the graphics unit, less each time that its memory was too small; then there is nothing left to give up there. */
const RESIDENT_SHARES = [1, 0.5, 0] as const;

/** What a training had when it failed. */
export interface Means {
  /** How often it went on after a loss already. */
  readonly recoveries: number;
  /** How often the graphics unit ran out of memory, or was taken away, which may be for the same reason; this time included. */
  readonly shortages: number;
  /** Workers that trained. */
  readonly workers: number;
  /** Workers it takes at least: each heat has one of its own. */
  readonly fewestWorkers: number;
}

/**
 * How a training goes on: as it was; with less, on at most so many processors (null: as many as before); on the processor instead of the graphics
 * card; or not at all.
 */
export type NextStep =
  { readonly act: 'recover' | 'toProcessor' | 'giveUp' } | { readonly act: 'shrink'; readonly cores: number | null };

/**
 * What a training does after a failure. Where memory is short it gives up what costs time alone, never bits: on a graphics card half of the resident
 * data, then all of it, then the card; on the CPU engine half of the workers, each of which has the data and the activations for itself.
 */
export function afterFailure(code: string, means: Means): NextStep {
  if (code === 'cpuMemory') return fewerWorkers(means);
  if (code === 'gpuMemory')
    return means.shortages < RESIDENT_SHARES.length ? { act: 'shrink', cores: null } : { act: 'toProcessor' };
  const isMended = RECOVERABLE.includes(code) && means.recoveries < MOST_RECOVERIES;
  return { act: isMended ? 'recover' : 'giveUp' };
}

function fewerWorkers({ workers, fewestWorkers }: Means): NextStep {
  return workers > fewestWorkers ? { act: 'shrink', cores: Math.floor(workers / 2) } : { act: 'giveUp' };
}

/** True where a failure may come from a graphics unit with too little memory. */
export function isShortage(code: string): boolean {
  return code === 'gpuMemory' || code === 'contextLost';
}

/** The share of the data, 0 … 1, that may stay on the graphics unit after so many shortages. */
export function residentShare(shortages: number): number {
  return RESIDENT_SHARES[shortages] ?? 0;
}
