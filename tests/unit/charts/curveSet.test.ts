import { describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import { contendersOf } from '#renderer/charts/contenders.ts';
import { cursorStops, movedStop, valueAtStep } from '#renderer/charts/cursorStops.ts';
import { curveCache, curveLines } from '#renderer/charts/curveSet.ts';
import { patternsOf } from '#renderer/charts/followed.ts';
import { epochLengthOf } from '#renderer/charts/epochAxis.ts';
import { plotModel } from '#renderer/charts/plotModel.ts';
import { StepSeries } from '#renderer/training/stepSeries.ts';
import { xPlaces } from '#renderer/charts/xPlaces.ts';
import { emptyCurves, takeSteps, type Comparison, type RunCurves } from '#renderer/training/comparison.ts';

const experiment = {
  contenders: [
    { name: 'Adam', optimizer: 'adam', params: {}, slot: 1 },
    { name: 'SGD', optimizer: 'sgd', params: {}, slot: 2 },
  ],
  training: { epochs: 4, batchSize: 10, seeds: [1, 2], limitSteps: null },
} as unknown as Experiment;

function record(id: string, contender: number, seed: number, patch: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    experimentId: 'e',
    contender: experiment.contenders[contender]!,
    seed,
    status: 'running',
    reason: null,
    backend: null,
    environment: null,
    steps: 0,
    stepsPlanned: 40,
    initialWeightsHash: null,
    batchOrderHash: null,
    maskHash: null,
    events: [],
    hasWeights: false,
    createdAt: '',
    startedAt: null,
    endedAt: null,
    ...patch,
  };
}

function epoch(number: number, valLoss: number): EpochRecord {
  return {
    epoch: number,
    step: number * 10,
    loss: valLoss * 2,
    valLoss,
    metrics: { accuracy: 0.4 },
    valMetrics: { accuracy: 0.5 },
    seconds: 1,
  };
}

function comparison(
  runs: readonly RunRecord[],
  curves: Record<string, { loss?: (number | null)[]; epochs?: EpochRecord[] }>,
): Comparison {
  const map = new Map(
    Object.entries(curves).map(([id, { loss = [], epochs = [] }]) => {
      const own: RunCurves = { ...emptyCurves(), epochs };
      own.loss.put(1, loss);
      return [id, own] as const;
    }),
  );
  return { record: { id: 'e', experiment, createdAt: '' }, runs, curves: map };
}

const plot = {
  unit: 10,
  endStep: 40,
  nowStep: null,
  isLog: true,
  isShare: false,
  width: 400,
  leaders: new Set<string>(),
  changes: [],
  divergenceText: () => 'gone',
};

describe('what is recorded of every update', () => {
  const rates = (first: number) => Float64Array.from({ length: 25 }, (_, i) => first / (i + 1));
  const shownWith = (runs: readonly RunRecord[], names: readonly string[], isWhole: boolean) => {
    const epochs = [epoch(1, 1), epoch(2, 1)];
    const shown = comparison(runs, Object.fromEntries(runs.map(({ id }) => [id, { epochs }])));
    for (const [at, curves] of [...shown.curves.values()].entries()) {
      curves.followed = { patterns: patternsOf('effectiveRate'), byName: new Map(), isWhole };
      for (const name of names) takeSteps(curves, name, 1, rates(at + 1));
    }
    return shown;
  };
  const linesOf = (shown: Comparison, curves: 'validation' | 'training') =>
    curveLines({ comparison: shown, contenders: contendersOf(shown), curves, metric: 'effectiveRate' }, curveCache());
  const meanOver = (first: number, from: number, to: number) =>
    rates(first)
      .subarray(from, to)
      .reduce((sum, value) => sum + value / (to - from), 0);

  it('is drawn as the mean of each epoch, over parameters and seeds, with a band over the seeds', () => {
    const shown = shownWith(
      [record('a', 0, 1), record('b', 0, 2)],
      ['effectiveRate/d/kernel/3', 'effectiveRate/d/kernel/9'],
      true,
    );
    const [line] = linesOf(shown, 'validation');
    expect(line!.updates).toBeNull();
    expect(line!.main.map(({ step }) => step)).toEqual([10, 20]);
    expect(line!.main[0]!.y).toBeCloseTo((meanOver(1, 0, 10) + meanOver(2, 0, 10)) / 2, 12);
    expect(line!.main[1]!.y).toBeCloseTo((meanOver(1, 10, 20) + meanOver(2, 10, 20)) / 2, 12);
    expect(line!.main[0]!.low).toBeLessThan(line!.main[0]!.y);
  });

  it('is every update behind it where only training is asked for', () => {
    const [line] = linesOf(shownWith([record('a', 0, 1)], ['effectiveRate/d/kernel/3'], true), 'training');
    expect([line!.main.length, [...line!.updates!.values]]).toEqual([2, [...rates(1)]]);
    expect(plotModel({ ...plot, lines: [line!] }).lines).toMatchObject([{ isMain: true }, { isMain: false }]);
  });

  it('of a rule without rates of its own is its learning rate', () => {
    const [line] = linesOf(shownWith([record('a', 0, 1)], ['learningRate', 'gradientNorm'], true), 'training');
    expect([...line!.updates!.values]).toEqual([...rates(1)]);
  });

  it('is not drawn before what came earlier is there', () => {
    const [line] = linesOf(shownWith([record('a', 0, 1)], ['effectiveRate/d/kernel/3'], false), 'validation');
    expect([line!.main, line!.updates]).toEqual([[], null]);
  });
});

describe('curves', () => {
  it('are the mean over the seeds with its Student t band, epoch by epoch', () => {
    const shown = comparison([record('a', 0, 1), record('b', 0, 2)], {
      a: { epochs: [epoch(1, 1), epoch(2, 3)] },
      b: { epochs: [epoch(1, 2)] },
    });
    const [line] = curveLines(
      { comparison: shown, contenders: contendersOf(shown), curves: 'validation', metric: 'loss' },
      curveCache(),
    );
    // Epoch 2 waits for seed 2. Mean of 1 and 2 is 1.5, s = 0.70711, half width 12.7062 · s / √2 = 6.3531.
    expect(line!.main).toHaveLength(1);
    expect(line!.main[0]).toMatchObject({ epoch: 1, step: 10, y: 1.5, seeds: 2 });
    expect(line!.main[0]!.low).toBeCloseTo(1.5 - 6.3531, 3);
    expect(line!.main[0]!.high).toBeCloseTo(1.5 + 6.3531, 3);
  });

  it('average the training loss of every update over the seeds, and only new updates again', () => {
    const a = [4, 2];
    const b = [2, 4, 9];
    const shown = comparison([record('a', 0, 1), record('b', 0, 2)], { a: { loss: a }, b: { loss: b } });
    const cache = curveCache();
    const request = { comparison: shown, contenders: contendersOf(shown), curves: 'both', metric: 'loss' } as const;
    expect(Array.from(curveLines(request, cache)[0]!.updates!.values)).toEqual([3, 3]);
    shown.curves.get('a')!.loss.put(3, [1]);
    expect(Array.from(curveLines(request, cache)[0]!.updates!.values)).toEqual([3, 3, 5]);
  });

  it('show beside validation curves the mean of each epoch and of the running one; every update where training alone is asked for', () => {
    const loss = [...Array<number>(10).fill(2), 5, 7];
    const shown = comparison([record('a', 0, 1)], { a: { loss, epochs: [epoch(1, 1)] } });
    const request = { comparison: shown, contenders: contendersOf(shown), metric: 'loss' } as const;
    const [both] = curveLines({ ...request, curves: 'both' }, curveCache());
    // The record's training loss is twice its validation loss: 2; the running epoch has seen 5 and 7.
    expect(both!.quiet.map(({ step, y }) => [step, y])).toEqual([
      [10, 2],
      [12, 6],
    ]);
    expect(both!.updates).toBeNull();
    const [training] = curveLines({ ...request, curves: 'training' }, curveCache());
    expect(training!.updates).toMatchObject({ length: 12 });
    expect(training!.main.map((point) => point.y)).toEqual([2]);
  });

  it('follow a divergence from the last measured epoch on', () => {
    const gone = record('a', 0, 1, {
      status: 'diverged',
      reason: { code: 'lossNotFinite', detail: { step: 13, rate: 0.5 } },
    });
    const loss = [...Array<number>(10).fill(2), 5, 70, null];
    const shown = comparison([gone], { a: { loss, epochs: [epoch(1, 1)] } });
    const lines = curveLines(
      { comparison: shown, contenders: contendersOf(shown), curves: 'both', metric: 'loss' },
      curveCache(),
    );
    const thinLine = plotModel({ ...plot, lines }).lines.find((line) => !line.isMain)!;
    expect(thinLine.points.slice(0, 3)).toEqual([
      { x: 1, y: 2 },
      { x: 1.1, y: 5 },
      { x: 1.2000000000000002, y: 70 },
    ]);
  });

  it('keep the slots of the experiment, and find places for runs of another one', () => {
    const foreign = { ...record('c', 0, 1), experimentId: 'other' };
    const shown = comparison([foreign, record('b', 1, 1), record('a', 0, 1)], {});
    expect(contendersOf(shown).map(({ name, slot }) => [name, slot])).toEqual([
      ['Adam', 1],
      ['SGD', 2],
      ['Adam (2)', 3],
    ]);
  });

  it('name a divergence and let the line leave the plot at the top', () => {
    const gone = record('a', 0, 1, {
      status: 'diverged',
      reason: { code: 'lossNotFinite', detail: { step: 4, rate: 0.5 } },
    });
    const shown = comparison([gone, record('b', 1, 1)], {
      a: { loss: [2, 4, 300, null] },
      b: { loss: [2, 1.9, 1.8, 1.7] },
    });
    const lines = curveLines(
      { comparison: shown, contenders: contendersOf(shown), curves: 'both', metric: 'loss' },
      curveCache(),
    );
    expect(lines[0]!.divergence).toEqual({ step: 4, at: 4, seeds: 1, allSeeds: 1 });
    const model = plotModel({ ...plot, lines });
    expect(model.y.max).toBeLessThan(10);
    expect(model.divergences[0]).toMatchObject({ sentence: 'gone', at: { y: model.y.max } });
    expect(model.divergences[0]!.at.x).toBeCloseTo(0.3, 12);
    expect(model.lines.find((line) => line.key === 'e/Adam')!.points.at(-1)!.y).toBeGreaterThan(model.y.max * 1000);
    expect(model.ends.map((end) => end.name)).toEqual(['SGD']);
  });

  it('are not squeezed by a contender whose loss is finite but enormous', () => {
    const shown = comparison([record('a', 0, 1), record('b', 1, 1)], {
      a: { epochs: [epoch(1, 1)] },
      b: { epochs: [epoch(1, 1e6)] },
    });
    const lines = curveLines(
      { comparison: shown, contenders: contendersOf(shown), curves: 'validation', metric: 'loss' },
      curveCache(),
    );
    expect(plotModel({ ...plot, lines }).y.max).toBeLessThan(200);
    expect(plotModel({ ...plot, lines, isLog: false }).y.max).toBeLessThanOrEqual(20);
    expect(plotModel({ ...plot, lines }).ends.map((end) => end.at.y)).toEqual([1, 1e6]);
  });

  it('draw nothing of a loss of zero on a logarithmic axis, and end the x axis at the planned end', () => {
    const shown = comparison([record('a', 0, 1)], { a: { epochs: [epoch(1, 0.5), epoch(2, 0)] } });
    const lines = curveLines(
      { comparison: shown, contenders: contendersOf(shown), curves: 'validation', metric: 'loss' },
      curveCache(),
    );
    const model = plotModel({ ...plot, lines });
    expect(model.lines[0]!.points).toEqual([{ x: 1, y: 0.5 }]);
    expect(model.x).toEqual({ max: 4, ticks: [0, 1, 2, 3, 4] });
  });

  it('know the length of an epoch from the plan or from a measured epoch', () => {
    const shown = comparison([record('a', 0, 1)], { a: { epochs: [epoch(1, 1), epoch(2, 1)] } });
    const [run] = shown.runs;
    expect(epochLengthOf(run!, shown, null)).toBe(10);
    const limited = {
      ...shown,
      record: { ...shown.record, experiment: { ...experiment, training: { ...experiment.training, limitSteps: 40 } } },
    };
    expect(epochLengthOf(run!, limited, null)).toBe(10);
    expect(epochLengthOf(run!, { ...limited, curves: new Map() }, null)).toBeNull();
  });
});

describe('places on the x axis', () => {
  const small = { ...experiment.contenders[1]!, changes: { batchSize: 5 } };
  const shown = comparison([record('a', 0, 1), record('b', 1, 1, { contender: small, stepsPlanned: 80 })], {
    a: { loss: [3, 2, 1], epochs: [epoch(1, 1), epoch(2, 0.5)] },
    b: { loss: [3, 2, 1], epochs: [epoch(1, 1), { ...epoch(2, 0.5), step: 40 }] },
  });
  const [first, second] = contendersOf(shown);

  it('over epochs put the same epoch of smaller batches at the same place', () => {
    const own = epochLengthOf(shown.runs[1]!, shown, null);
    expect(own).toBe(20);
    const places = xPlaces('epochs', second!, shown, { unit: 10, own });
    expect([places.at(20), places.at(40), places.perUpdate]).toEqual([10, 20, 0.5]);
    const request = { comparison: shown, contenders: [second!], curves: 'validation', metric: 'loss' } as const;
    const [line] = curveLines({ ...request, placesOf: () => places }, curveCache());
    expect(line!.main.map(({ step }) => step)).toEqual([5, 20]);
    expect(xPlaces('steps', second!, shown, { unit: 10, own }).at(40)).toBe(40);
  });

  it('over gradients follow what each update asked for', () => {
    const curves = new Map(shown.curves);
    const evaluations = new StepSeries();
    evaluations.put(1, [4, 9, 16]);
    curves.set('a', { ...shown.curves.get('a')!, evaluations });
    const places = xPlaces('evaluations', first!, { ...shown, curves }, { unit: 10, own: 10 });
    expect([1, 2, 3, 4].map((step) => Math.round(places.at(step)))).toEqual([4, 9, 16, 21]);
    expect(xPlaces('evaluations', second!, { ...shown, curves }, { unit: 10, own: 10 }).perUpdate).toBe(1);
  });

  it('over epochs put a solver where its gradients are: each is a pass over the rows', () => {
    const lbfgs = { ...experiment.contenders[0]!, optimizer: 'lbfgs', params: {} };
    const solver = comparison([record('a', 0, 1, { contender: lbfgs, stepsPlanned: 4 })], { a: { loss: [3, 2] } });
    const evaluations = new StepSeries();
    evaluations.put(1, [2, 3]);
    const curves = new Map([['a', { ...solver.curves.get('a')!, evaluations }]]);
    const [group] = contendersOf(solver);
    const places = xPlaces('epochs', group!, { ...solver, curves }, { unit: 10, own: 1 });
    expect([0, 1, 2, 3, 4].map((step) => places.at(step))).toEqual([0, 20, 30, 40, 40]);
  });
});

describe('cursor', () => {
  const shown = comparison([record('a', 0, 1)], { a: { loss: [3, 2, 1], epochs: [epoch(1, 1), epoch(2, 0.5)] } });
  const lines = curveLines(
    { comparison: shown, contenders: contendersOf(shown), curves: 'both', metric: 'loss' },
    curveCache(),
  );

  it('moves from epoch to epoch and stays inside', () => {
    expect(cursorStops(lines)).toEqual([10, 20]);
    expect(movedStop([10, 20], null, 1)).toBe(10);
    expect(movedStop([10, 20], null, -1)).toBe(20);
    expect(movedStop([10, 20], 20, 1)).toBe(20);
    expect(movedStop([], 20, 1)).toBeNull();
  });

  it('reads the values of an epoch', () => {
    expect(valueAtStep(lines[0]!, 20)).toBe(0.5);
    expect(valueAtStep(lines[0]!, 15)).toBeNull();
  });
});
