import { finalStatuses, type RunRecord } from '../domain/run.ts';

export interface SeedFairness {
  readonly seed: number;
  readonly weights: Shared;
  readonly batches: Shared;
}

/** Whether the runs of a seed share something: one hash for all, several that differ, or not known yet. */
export interface Shared {
  readonly state: 'same' | 'differ' | 'unknown';
  /** The different hashes, the most frequent first. */
  readonly hashes: readonly string[];
  /** Runs that ended earlier: their order of batches is the beginning of the others' and has a hash of its own. */
  readonly shorter: number;
}

/**
 * Compares, seed by seed, the hashes of what contenders must share. The batch hash is chained over the epochs begun, so runs are compared
 * with those that began as many; while a run is going a difference there means only that one is an epoch ahead.
 */
export function fairness(runs: readonly RunRecord[], stepsPerEpoch: number | null): readonly SeedFairness[] {
  const seeds = [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
  return seeds.map((seed) => {
    const ofSeed = runs.filter((run) => run.seed === seed);
    return { seed, weights: weightsShared(ofSeed), batches: batchesShared(ofSeed, stepsPerEpoch) };
  });
}

function weightsShared(runs: readonly RunRecord[]): Shared {
  return shared(
    runs.map((run) => run.initialWeightsHash),
    0,
  );
}

function batchesShared(runs: readonly RunRecord[], stepsPerEpoch: number | null): Shared {
  const begun = runs.filter((run) => run.batchOrderHash !== null);
  const most = Math.max(0, ...begun.map((run) => epochsBegun(run, stepsPerEpoch)));
  const longest = begun.filter((run) => epochsBegun(run, stepsPerEpoch) === most);
  const found = shared(
    longest.map((run) => run.batchOrderHash),
    begun.length - longest.length,
  );
  const going = longest.some((run) => !finalStatuses.includes(run.status));
  return found.state === 'differ' && going ? { ...found, state: 'unknown' } : found;
}

function epochsBegun(run: RunRecord, stepsPerEpoch: number | null): number {
  return stepsPerEpoch === null ? 1 : Math.max(1, Math.ceil(run.steps / stepsPerEpoch));
}

function shared(all: readonly (string | null)[], shorter: number): Shared {
  const known = all.filter((hash) => hash !== null);
  const counts = new Map<string, number>();
  for (const hash of known) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const hashes = [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([hash]) => hash);
  if (hashes.length === 0) return { state: 'unknown', hashes, shorter };
  return { state: hashes.length === 1 ? 'same' : 'differ', hashes, shorter };
}

/** The verdict of the badge over all seeds: one difference spoils it; nothing known yet is said as such. */
export function overallFairness(seeds: readonly SeedFairness[]): 'same' | 'differ' | 'unknown' {
  const states = seeds.flatMap((seed) => [seed.weights.state, seed.batches.state]);
  if (states.includes('differ')) return 'differ';
  return seeds.some((seed) => seed.weights.state === 'same') ? 'same' : 'unknown';
}
