import { describe, expect, it } from 'vitest';
import type { EpochRecord, RunReason, RunStatus } from '#shared/domain/run.ts';
import { rank } from '#shared/statistics/ranking.ts';
import { directionOf } from '#shared/metrics/index.ts';
import { rankedQuantity, standings, type RunResult } from '#shared/statistics/standings.ts';
import { verdict } from '#shared/statistics/verdict.ts';
import { bestKeptReason, earlyStoppedReason } from '#shared/training/kept.ts';

function epoch(number: number, accuracy: number, valLoss: number | null = 1 - accuracy): EpochRecord {
  const valMetrics = valLoss === null ? {} : { accuracy };
  return {
    epoch: number,
    step: number * 10,
    loss: 1 - accuracy,
    valLoss,
    metrics: { accuracy },
    valMetrics,
    seconds: 1,
  };
}

/** A run whose validation accuracy per epoch is given. */
function run(
  contender: string,
  seed: number,
  accuracies: readonly number[],
  status: RunStatus = 'finished',
): RunResult {
  return { contender, seed, status, reason: null, epochs: accuracies.map((accuracy, i) => epoch(i + 1, accuracy)) };
}

const quantity = { part: 'validation', metric: 'accuracy', direction: 'higher' } as const;

function judged(runs: readonly RunResult[], ended = true, seedsPlanned = new Set(runs.map((each) => each.seed)).size) {
  return verdict({ standings: standings(runs, quantity), runs, seedsPlanned, ended, epochsPlanned: 10 });
}

describe('rank', () => {
  it('gives contenders that cannot be told apart the same range of places', () => {
    const rows = rank(
      [
        { name: 'SGD', values: [0.67, 0.69, 0.66] },
        { name: 'RMSprop', values: [0.897, 0.899, 0.892] },
        { name: 'Adam', values: [0.899, 0.897, 0.9] },
      ],
      'higher',
    );
    expect(rows.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['Adam', 1, 2],
      ['RMSprop', 1, 2],
      ['SGD', 3, 3],
    ]);
  });

  it('orders one seed by value and lets equal values share', () => {
    const rows = rank(
      [
        { name: 'a', values: [2] },
        { name: 'b', values: [1] },
        { name: 'c', values: [1] },
      ],
      'lower',
    );
    expect(rows.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['b', 1, 2],
      ['c', 1, 2],
      ['a', 3, 3],
    ]);
  });

  it('copes with a middle one that nobody can be told apart from', () => {
    // a − c = 0.10, 0.11, 0.09: separated. a − b and b − c change sign.
    const rows = rank(
      [
        { name: 'a', values: [0.9, 0.91, 0.89] },
        { name: 'b', values: [0.95, 0.7, 0.9] },
        { name: 'c', values: [0.8, 0.8, 0.8] },
      ],
      'higher',
    );
    expect(rows.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['a', 1, 2],
      ['b', 1, 3],
      ['c', 2, 3],
    ]);
  });
});

describe('standings', () => {
  it('compare at the last epoch everybody has, seed by seed', () => {
    const result = standings([run('a', 1, [0.5, 0.6, 0.7], 'running'), run('b', 1, [0.4, 0.9], 'running')], quantity);
    expect(result.epoch).toBe(2);
    expect(result.rows.map((row) => [row.name, row.values])).toEqual([
      ['b', [0.9]],
      ['a', [0.6]],
    ]);
  });

  it('leave a seed out that waits for its turn, and keep one that is an epoch behind', () => {
    const ahead = [run('a', 1, [0.1, 0.2, 0.3]), run('b', 1, [0.1, 0.2, 0.3])];
    expect(standings([...ahead, run('a', 2, [0.1], 'running'), run('b', 2, [0.1], 'running')], quantity)).toMatchObject(
      { epoch: 3, seeds: [1] },
    );
    expect(
      standings([...ahead, run('a', 2, [0.1, 0.2], 'running'), run('b', 2, [0.1, 0.2], 'running')], quantity),
    ).toMatchObject({
      epoch: 2,
      seeds: [1, 2],
    });
  });

  it('give no place to a contender of which a run diverged', () => {
    const result = standings([run('a', 1, [0.5]), run('b', 1, [], 'diverged')], quantity);
    expect(result.diverged).toEqual(['b']);
    expect(result.rows.map((row) => row.name)).toEqual(['a']);
  });

  it('take the metric of the runs, on training rows where no validation part is kept', () => {
    expect(rankedQuantity([run('a', 1, [0.5])], true, 'accuracy')).toEqual(quantity);
    expect(rankedQuantity([], false, 'meanAbsoluteError')).toEqual({
      part: 'training',
      metric: 'meanAbsoluteError',
      direction: 'lower',
    });
    expect(directionOf('loss')).toBe('lower');
  });
});

describe('verdict', () => {
  it('waits for the first epoch', () => {
    expect(judged([run('a', 1, [], 'running'), run('b', 1, [], 'running')], false).headline.code).toBe('waiting');
    expect(judged([run('a', 1, [], 'stopped'), run('b', 1, [], 'stopped')]).headline.code).toBe('nothingMeasured');
  });

  it('runs put together without a seed or a metric in common hold no place, and it says why', () => {
    const bySeed = judged([run('a', 1, [0.9, 0.9]), run('b', 2, [0.8, 0.8])]);
    expect([bySeed.headline.code, bySeed.explanation[0]?.code]).toEqual(['unranked', 'unrankedSeeds']);
    const other = run('b', 1, [0.8, 0.8]);
    const byMetric = judged([
      run('a', 1, [0.9, 0.9]),
      { ...other, epochs: other.epochs.map((each) => ({ ...each, valMetrics: { meanAbsoluteError: 2 } })) },
    ]);
    expect([byMetric.headline.code, byMetric.explanation[0]]).toMatchObject([
      'unranked',
      { code: 'unrankedMetric', names: ['b'] },
    ]);
  });

  it('names the best of one seed and says that one seed cannot tell luck from skill', () => {
    const { headline, explanation } = judged([run('Adam', 1, [0.9]), run('SGD', 1, [0.7])]);
    expect(headline).toMatchObject({ code: 'endedOneSeed', names: ['Adam'] });
    expect(explanation.map((each) => each.code)).toEqual(['oneSeedNumbers', 'oneSeedDoubt']);
    expect(explanation[0]).toMatchObject({
      names: ['Adam'],
      others: ['SGD'],
      values: { value: 0.9, other: 0.7, epoch: 1 },
    });
  });

  it('says that equal ones are level', () => {
    expect(judged([run('a', 1, [0.9]), run('b', 1, [0.9])], false).headline).toMatchObject({
      code: 'liveOneSeedLevel',
      names: ['a', 'b'],
    });
  });

  it('finds no clear winner when the interval of the difference includes zero', () => {
    const runs = [1, 2, 3].flatMap((seed, i) => [
      run('Adam', seed, [0.5, [0.899, 0.897, 0.9][i]!]),
      run('RMSprop', seed, [0.5, [0.897, 0.899, 0.892][i]!]),
      run('SGD', seed, [0.5, [0.67, 0.69, 0.66][i]!]),
    ]);
    const { headline, explanation } = judged(runs);
    expect(headline).toMatchObject({ code: 'endedShared', names: ['Adam', 'RMSprop'] });
    // Differences 0.002, −0.002, 0.008: mean 0.0026667, s = 0.0050332, half width 4.30265 · s / √3 = 0.0125032.
    const [first, second] = explanation;
    expect(first!.code).toBe('noDifferenceHigher');
    expect(first!.values.mean).toBeCloseTo(0.0026667, 6);
    expect(first!.values.low).toBeCloseTo(-0.0098366, 6);
    expect(first!.values.high).toBeCloseTo(0.0151699, 6);
    // The smallest lead in any seed: RMSprop 0.892 of seed 3 … SGD 0.66; 0.899 − 0.69 = 0.209; 0.897 − 0.69 = 0.207.
    expect(second).toMatchObject({ code: 'aheadInEverySeed', others: ['SGD'] });
    expect(second!.values.least).toBeCloseTo(0.207, 12);
  });

  it('names a winner when every interval against the others excludes zero', () => {
    const runs = [1, 2, 3].flatMap((seed, i) => [
      run('a', seed, [0.9 + i / 100]),
      run('b', seed, [0.8 + i / 100 + i * 0.001]),
    ]);
    expect(judged(runs).headline).toMatchObject({ code: 'endedClear', names: ['a'] });
    expect(judged(runs, false).headline.code).toBe('liveClear');
  });

  it('turns the difference round where lower is better, so that the better one is ahead', () => {
    const lower = { part: 'validation', metric: 'meanAbsoluteError', direction: 'lower' } as const;
    const runs = [1, 2]
      .flatMap((seed) => [run('a', seed, [1]), run('b', seed, [2 + seed * 1e-4])])
      .map((each) => ({
        ...each,
        epochs: each.epochs.map((record) => ({
          ...record,
          valMetrics: { meanAbsoluteError: record.valMetrics.accuracy ?? null },
        })),
      }));
    const { headline, explanation } = verdict({
      standings: standings(runs, lower),
      runs,
      seedsPlanned: 2,
      ended: true,
      epochsPlanned: 1,
    });
    expect(headline).toMatchObject({ code: 'endedClear', names: ['a'] });
    expect(explanation[0]!.code).toBe('differenceLower');
    expect(explanation[0]!.values.mean).toBeCloseTo(1.00015, 8);
    expect(explanation[0]!.values.low).toBeGreaterThan(0);
  });

  it('names what diverged, and what still improves', () => {
    const runs = [1, 2].flatMap((seed) => [
      run('a', seed, [0.5, 0.9]),
      run('b', seed, [0.5, 0.501]),
      run('c', seed, [], 'diverged'),
    ]);
    const codes = judged(runs).explanation.map((each) => [each.code, each.names]);
    expect(codes).toContainEqual(['divergedToo', ['c']]);
    expect(codes).toContainEqual(['stillImproving', ['a']]);
    expect(judged([run('c', 1, [], 'diverged'), run('d', 1, [], 'diverged')]).headline.code).toBe('allDiverged');
    expect(judged([run('a', 1, [0.5]), run('c', 1, [], 'diverged')]).headline.code).toBe('onlyOneLeft');
    expect(judged([run('a', 1, [0.5])]).headline.code).toBe('alone');
  });
});

describe('a comparison that did not reach its planned end', () => {
  const early = (bestEpoch: number, keptEpoch: number, ofEpoch: number): RunReason =>
    earlyStoppedReason(ofEpoch, bestEpoch, keptEpoch);

  it('stopped by the reader: says where, and who was ahead, instead of who came first', () => {
    const two = [run('SGD', 1, [0.5, 0.6], 'stopped'), run('Adam', 1, [0.6, 0.7], 'stopped')];
    expect(judged(two).headline).toEqual({
      code: 'stoppedOneSeed',
      names: ['Adam'],
      others: [],
      values: { reached: 2, epochs: 10 },
    });
    const unmeasured: EpochRecord = { ...epoch(3, 0.1, null), loss: null };
    const cut = two.map((each) => ({ ...each, epochs: [...each.epochs, unmeasured] }));
    expect(judged(cut).headline).toMatchObject({ code: 'stoppedOneSeed', values: { reached: 3, epochs: 10 } });
    const level = two.map((each) => ({ ...each, epochs: [epoch(1, 0.5)] }));
    expect(judged(level).headline.code).toBe('stoppedOneSeedLevel');
    const seeds = [1, 2, 3].flatMap((seed) => [
      run('a', seed, [0.9 + seed / 1000], 'stopped'),
      run('b', seed, [0.7 + seed / 900], 'stopped'),
    ]);
    expect(judged(seeds).headline).toMatchObject({ code: 'stoppedClear', names: ['a'] });
  });

  it('interrupted: says so', () => {
    const runs = [run('SGD', 1, [0.5], 'interrupted'), run('Adam', 1, [0.6], 'interrupted')];
    expect(judged(runs).headline).toMatchObject({ code: 'interruptedOneSeed', values: { reached: 1, epochs: 10 } });
  });

  it('stopped early by its own loss: counts with the weights it kept, against the last epoch of the others', () => {
    const runs = [{ ...run('Adam', 1, [0.8, 0.9, 0.85]), reason: early(2, 2, 3) }, run('SGD', 1, [0.3, 0.4, 0.5, 0.6])];
    const table = standings(runs, quantity);
    expect(table.epoch).toBe(4);
    expect(table.rows.map(({ name, values }) => [name, values])).toEqual([
      ['Adam', [0.9]],
      ['SGD', [0.6]],
    ]);
    const { headline, explanation } = judged(runs);
    expect(headline).toMatchObject({ code: 'endedOneSeed', names: ['Adam'] });
    expect(explanation.map(({ code, names }) => [code, names])).toContainEqual(['stoppedEarly', ['Adam']]);
    expect(explanation.map(({ code, names }) => [code, names])).toContainEqual(['countsBestEpoch', ['Adam']]);
  });

  it('stopped early without restoring: counts with its last epoch', () => {
    const runs = [
      { ...run('Adam', 1, [0.8, 0.9, 0.85]), reason: early(2, 3, 3) },
      run('SGD', 1, [0.3, 0.4, 0.5, 0.6], 'running'),
    ];
    expect(standings(runs, quantity)).toMatchObject({ epoch: 4, rows: [{ values: [0.85] }, { values: [0.6] }] });
    expect(judged(runs, false).explanation.map(({ code }) => code)).not.toContain('countsBestEpoch');
  });

  it('all stopped early, or kept their best epoch: each counts with its own', () => {
    const runs = [
      { ...run('Adam', 1, [0.8, 0.9, 0.85]), reason: early(2, 2, 3) },
      { ...run('SGD', 1, [0.3, 0.7, 0.6, 0.5]), reason: bestKeptReason(2) },
    ];
    expect(standings(runs, quantity)).toMatchObject({ epoch: 4, rows: [{ values: [0.9] }, { values: [0.7] }] });
    const { explanation } = judged(runs);
    expect(explanation).toContainEqual(expect.objectContaining({ code: 'countsBestEpoch', names: ['Adam', 'SGD'] }));
  });

  it('does not call a run that stopped early still improving', () => {
    const runs = [1, 2].flatMap((seed) => [
      { ...run('a', seed, [0.5, 0.9]), reason: early(2, 2, 2) },
      run('b', seed, [0.5, 0.501]),
    ]);
    expect(judged(runs).explanation.map(({ code }) => code)).not.toContain('stillImproving');
  });
});
