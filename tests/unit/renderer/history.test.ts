import { describe, expect, it } from 'vitest';
import type { ExperimentSummary, RunRecord } from '#shared/domain/run.ts';
import { sparkPaths } from '../../../src-renderer/components/home/sparkline.ts';
import { fittedLine } from '../../../src-renderer/components/data/datasetSample.ts';
import { markerPath } from '../../../src-renderer/components/markerPath.ts';
import { filterExperiments } from '../../../src-renderer/components/runs/runFilter.ts';

function run(id: string, name: string): RunRecord {
  return {
    id,
    experimentId: 'e',
    contender: { name, optimizer: 'adam', params: {}, slot: 1 },
    seed: 1,
    status: 'finished',
    reason: null,
    backend: null,
    environment: null,
    steps: 1,
    stepsPlanned: 1,
    initialWeightsHash: null,
    batchOrderHash: null,
    maskHash: null,
    events: [],
    hasWeights: true,
    createdAt: '',
    startedAt: null,
    endedAt: null,
  };
}

function experiment(id: string, title: string, createdAt: string, runs: RunRecord[]): ExperimentSummary {
  return { id, title, dataset: 'moons', createdAt, epochs: 10, runs, lastValLoss: {} };
}

const all = [
  experiment('a', 'Épocas largas', '2026-01-01', [run('1', 'Adam'), run('2', 'SGD')]),
  experiment('b', 'Spirals', '2026-02-01', [run('3', 'Adam')]),
];
const words = {
  ofExperiment: (each: ExperimentSummary) => `${each.title} ${each.dataset}`,
  ofRun: (each: RunRecord) => each.contender.name,
};
const idsOf = (query: string) =>
  filterExperiments(all, query, words).map((each) => [each.id, each.runs.map((found) => found.id).join()]);

describe('search in the history', () => {
  it('shows everything newest first without a query', () => {
    expect(idsOf('  ')).toEqual([
      ['b', '3'],
      ['a', '1,2'],
    ]);
  });

  it('finds titles without accents and case, with all their runs', () => {
    expect(idsOf('epocas')).toEqual([['a', '1,2']]);
  });

  it('a contender leaves only its runs; every word must be found', () => {
    expect(idsOf('sgd')).toEqual([['a', '2']]);
    expect(idsOf('moons adam')).toEqual([
      ['b', '3'],
      ['a', '1'],
    ]);
    expect(idsOf('spirals sgd')).toEqual([]);
  });
});

describe('small lines', () => {
  it('spread epochs over the width and put the largest loss at the top on a logarithmic scale', () => {
    // 1, 0.1, 0.01: equal steps down
    expect(sparkPaths([{ slot: 1, values: [1, 0.1, 0.01] }], 92, 26)).toEqual([{ slot: 1, d: 'M0 2L46 13L92 24' }]);
  });

  it('a diverged curve does not flatten the others', () => {
    const [good] = sparkPaths(
      [
        { slot: 1, values: [1, 0.1] },
        { slot: 2, values: [1, 1e30] },
      ],
      92,
      26,
    );
    // From 1 to 0.1 of a scale 0.1 … 10: half the height.
    expect(good!.d).toBe('M0 13L92 24');
  });

  it('draws nothing for a run without a measured epoch and a short stroke for one', () => {
    expect(sparkPaths([{ slot: 1, values: [] }], 92, 26)).toEqual([]);
    expect(sparkPaths([{ slot: 1, values: [0.5] }], 92, 26)[0]!.d).toMatch(/^M0 [\d.]+L13\.8 [\d.]+$/);
  });
});

describe('markers and pictures', () => {
  it('the inverted triangle is the triangle turned over', () => {
    expect(markerPath({ marker: 'triangle', rotation: 0, filled: true }, 28, 7)).toBe('M28 2.4L32.2 10.2L23.8 10.2Z');
    expect(markerPath({ marker: 'triangle', rotation: 180, filled: true }, 28, 7)).toBe('M28 11.6L23.8 3.8L32.2 3.8Z');
  });

  it('fits the least-squares line', () => {
    // (0,1) (1,2) (2,6): slope 2.5, mean 3 → intercept 0.5
    expect(
      fittedLine([
        { x: 0, y: 1 },
        { x: 1, y: 2 },
        { x: 2, y: 6 },
      ]),
    ).toEqual({ slope: 2.5, intercept: 0.5 });
  });
});
