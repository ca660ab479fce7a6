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
    hasWeights: true,
    createdAt: '',
    startedAt: null,
    endedAt: null,
    ...patch,
  };
}

describe('fairness', () => {
  it('is the same where every hash of a seed is one', () => {
    const seeds = fairness([record({}), record({}), record({ seed: 2, initialWeightsHash: 'v' })], 10);
    expect(seeds.map(({ seed, weights, batches }) => [seed, weights.state, batches.state])).toEqual([
      [1, 'same', 'same'],
      [2, 'same', 'same'],
    ]);
    expect(overallFairness(seeds)).toBe('same');
  });

  it('differs where one hash is another', () => {
    const seeds = fairness([record({}), record({}), record({ initialWeightsHash: 'other' })], 10);
    expect(seeds[0]!.weights).toEqual({ state: 'differ', hashes: ['w', 'other'], shorter: 0 });
    expect(overallFairness(seeds)).toBe('differ');
  });

  it('does not compare a run that ended in an earlier epoch with the others', () => {
    const [seed] = fairness(
      [record({}), record({}), record({ status: 'diverged', steps: 4, batchOrderHash: 'short' })],
      10,
    );
    expect(seed!.batches).toEqual({ state: 'same', hashes: ['b'], shorter: 1 });
  });

  it('waits while a run may only be an epoch ahead', () => {
    const [seed] = fairness([record({ status: 'running' }), record({ status: 'running', batchOrderHash: 'next' })], 10);
    expect(seed!.batches.state).toBe('unknown');
    expect(overallFairness([seed!])).toBe('same');
    expect(overallFairness(fairness([record({ initialWeightsHash: null, batchOrderHash: null })], 10))).toBe('unknown');
  });
});
