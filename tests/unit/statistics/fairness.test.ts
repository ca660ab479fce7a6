import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/domain/run.ts';
import { fairness, overallFairness } from '#shared/statistics/fairness.ts';

function record(patch: Partial<RunRecord>): RunRecord {
  return {
    id: 'r',
    experimentId: 'e',
    contender: { name: 'a', optimizer: 'sgd', params: {}, slot: 1 },
    seed: 1,
    status: 'finished',
    reason: null,
    backend: null,
    environment: null,
    steps: 20,
    stepsPlanned: 20,
    initialWeightsHash: 'w',
    batchOrderHash: 'b',
    maskHash: 'm',
    hasWeights: true,
    events: [],
    createdAt: '',
    startedAt: null,
    endedAt: null,
    ...patch,
  };
}

const facts = { stepsPerEpoch: () => 10, hasDropout: true };

describe('fairness', () => {
  it('is the same where every hash of a seed is one', () => {
    const seeds = fairness([record({}), record({}), record({ seed: 2, initialWeightsHash: 'v' })], facts);
    expect(
      seeds.map(({ seed, weights, batches, masks }) => [seed, weights.state, batches.state, masks!.state]),
    ).toEqual([
      [1, 'same', 'same', 'same'],
      [2, 'same', 'same', 'same'],
    ]);
    expect(overallFairness(seeds)).toBe('same');
  });

  it('differs where one hash is another', () => {
    const seeds = fairness([record({}), record({}), record({ initialWeightsHash: 'other' })], facts);
    expect(seeds[0]!.weights).toEqual({ state: 'differ', hashes: ['w', 'other'], shorter: 0 });
    expect(overallFairness(seeds)).toBe('differ');
  });

  it('does not compare a run that ended in an earlier epoch with the others', () => {
    const [seed] = fairness(
      [record({}), record({}), record({ status: 'diverged', steps: 4, batchOrderHash: 'short' })],
      facts,
    );
    expect(seed!.batches).toEqual({ state: 'same', hashes: ['b'], shorter: 1 });
  });

  it('waits while a run may only be an epoch ahead', () => {
    const [seed] = fairness(
      [record({ status: 'running' }), record({ status: 'running', batchOrderHash: 'next' })],
      facts,
    );
    expect(seed!.batches.state).toBe('unknown');
    expect(overallFairness([seed!])).toBe('same');
    expect(overallFairness(fairness([record({ initialWeightsHash: null, batchOrderHash: null })], facts))).toBe(
      'unknown',
    );
  });

  it('compares the masks of runs that made as many updates', () => {
    const early = record({ status: 'diverged', steps: 4, maskHash: 'short' });
    const [seed] = fairness([record({}), record({}), early], facts);
    expect(seed!.masks).toEqual({ state: 'same', hashes: ['m'], shorter: 1 });
    const [other] = fairness([record({}), record({ maskHash: 'other' })], facts);
    expect(other!.masks!.state).toBe('differ');
    expect(overallFairness([other!])).toBe('differ');
    const [going] = fairness([record({ status: 'running' }), record({ status: 'running', maskHash: 'x' })], facts);
    expect(going!.masks!.state).toBe('unknown');
  });

  it('has nothing to say of masks where nothing is dropped', () => {
    const [seed] = fairness([record({ maskHash: null })], { ...facts, hasDropout: false });
    expect(seed!.masks).toBeNull();
    expect(overallFairness([seed!])).toBe('same');
  });

  it('names what differs on purpose, and only that', () => {
    const zeros = { ...record({}).contender, changes: { initializer: { id: 'zeros', params: {} } } };
    const own = record({ contender: zeros, initialWeightsHash: 'z' });
    const seeds = fairness([record({}), own], facts);
    expect(seeds[0]!.weights).toEqual({ state: 'purpose', hashes: ['w', 'z'], shorter: 0 });
    expect(overallFairness(seeds)).toBe('purpose');
    const spoilt = fairness([record({}), own, { ...own, initialWeightsHash: 'y' }], facts);
    expect(overallFairness(spoilt)).toBe('differ');
  });

  it('compares the order of rows over the epochs begun, however large the batches are', () => {
    const small = { ...record({}).contender, changes: { batchSize: 1 } };
    const perEpoch = (run: RunRecord): number => (run.contender.changes ? 100 : 10);
    const runs = [record({}), record({ contender: small, steps: 200, maskHash: 'n' })];
    const [seed] = fairness(runs, { stepsPerEpoch: perEpoch, hasDropout: true });
    expect([seed!.batches.state, seed!.masks!.state]).toEqual(['same', 'purpose']);
  });
});
