import { finalStatuses, type RunRecord } from '../domain/run.ts';

export interface SeedFairness {
  readonly seed: number;
  readonly weights: Shared;
  readonly batches: Shared;
  /** Null where the model drops nothing. */
  readonly masks: Shared | null;
}

/** What a comparison tells besides its runs. */
export interface FairnessFacts {
  /** Updates of one epoch; null where nothing tells. */
  readonly stepsPerEpoch: number | null;
  /** True where a layer of the model drops values. */
  readonly hasDropout: boolean;
}

/** Whether the runs of a seed share something: one hash for all, several that differ, or not known yet. */
export interface Shared {
  readonly state: 'same' | 'differ' | 'unknown';
  /** The different hashes, the most frequent first. */
  readonly hashes: readonly string[];
  /** Runs that ended earlier: their order of batches (or masks) is the beginning of the others' and has a hash of its own. */
  readonly shorter: number;
}

/**
 * Compares, seed by seed, the hashes of what contenders must share. The batch hash is chained over the epochs begun, so runs are compared
 * with those that began as many; while a run is going a difference there means only that one is an epoch ahead. The mask hash is chained over
 * the updates made, so it is compared between runs that made as many.
 */
export function fairness(runs: readonly RunRecord[], facts: FairnessFacts): readonly SeedFairness[] {
  const seeds = [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
  return seeds.map((seed) => {
    const ofSeed = runs.filter((run) => run.seed === seed);
    const batches = batchesShared(ofSeed, facts.stepsPerEpoch);
    return { seed, weights: weightsShared(ofSeed), batches, masks: facts.hasDropout ? masksShared(ofSeed) : null };
  });
}

function weightsShared(runs: readonly RunRecord[]): Shared {
  return shared(
    runs.map((run) => run.initialWeightsHash),
    0,
  );
}

function batchesShared(runs: readonly RunRecord[], stepsPerEpoch: number | null): Shared {
  return chainShared(
    runs,
    (run) => run.batchOrderHash,
    (run) => epochsBegun(run, stepsPerEpoch),
  );
}

function masksShared(runs: readonly RunRecord[]): Shared {
  return chainShared(
    runs,
    (run) => run.maskHash,
    (run) => run.steps,
  );
}

/** Of hashes that are chained over something: those with the longest chain are compared. */
function chainShared(
  runs: readonly RunRecord[],
  hashOf: (run: RunRecord) => string | null,
  lengthOf: (run: RunRecord) => number,
): Shared {
  const begun = runs.filter((run) => hashOf(run) !== null);
  const most = Math.max(0, ...begun.map(lengthOf));
  const longest = begun.filter((run) => lengthOf(run) === most);
  const found = shared(longest.map(hashOf), begun.length - longest.length);
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
  const states = seeds.flatMap(({ weights, batches, masks }) => [weights.state, batches.state, masks?.state]);
  if (states.includes('differ')) return 'differ';
  return seeds.some((seed) => seed.weights.state === 'same') ? 'same' : 'unknown';
}
