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
  /** Updates of one epoch of a run; null where nothing tells. */
  readonly stepsPerEpoch: (run: RunRecord) => number | null;
  /** True where a layer of the model drops values. */
  readonly hasDropout: boolean;
}

/**
 * Whether the runs of a seed share something: one hash for all, several that differ, several because the experiment says so (`purpose`), or
 * not known yet.
 */
export interface Shared {
  readonly state: 'same' | 'purpose' | 'differ' | 'unknown';
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
    const weights = apart(ofSeed, startKey, weightsShared);
    const batches = batchesShared(ofSeed, facts.stepsPerEpoch);
    return { seed, weights, batches, masks: facts.hasDropout ? apart(ofSeed, maskKey, masksShared) : null };
  });
}

/** Contenders of one initialiser and one model begin alike. */
function startKey({ contender: { changes } }: RunRecord): string {
  return JSON.stringify([changes?.layers, changes?.initializer]);
}

/** Contenders of one model that see the same batches drop the same values. */
function maskKey({ contender: { changes } }: RunRecord): string {
  return JSON.stringify([changes?.layers, changes?.batchSize]);
}

/** Compares runs with those that are meant to share something; the others differ from them on purpose. */
function apart(
  runs: readonly RunRecord[],
  keyOf: (run: RunRecord) => string,
  compare: (runs: readonly RunRecord[]) => Shared,
): Shared {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  const all = [...groups.values()].map(compare);
  const hashes = [...new Set(all.flatMap((each) => each.hashes))];
  const states = all.map(({ state }) => state);
  const state = (['differ', 'unknown'] as const).find((each) => states.includes(each));
  return {
    state: state ?? (hashes.length > 1 ? 'purpose' : 'same'),
    hashes,
    shorter: all.reduce((sum, { shorter }) => sum + shorter, 0),
  };
}

function weightsShared(runs: readonly RunRecord[]): Shared {
  return shared(
    runs.map((run) => run.initialWeightsHash),
    0,
  );
}

function batchesShared(runs: readonly RunRecord[], stepsPerEpoch: FairnessFacts['stepsPerEpoch']): Shared {
  return chainShared(
    runs,
    (run) => run.batchOrderHash,
    (run) => epochsBegun(run, stepsPerEpoch(run)),
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

/** The verdict of the badge over all seeds: one difference spoils it; what differs on purpose, or is not known yet, is said as such. */
export function overallFairness(seeds: readonly SeedFairness[]): Shared['state'] {
  const states = seeds.flatMap(({ weights, batches, masks }) => [weights.state, batches.state, masks?.state]);
  if (states.includes('differ')) return 'differ';
  if (states.includes('purpose')) return 'purpose';
  return seeds.some((seed) => seed.weights.state === 'same') ? 'same' : 'unknown';
}
