import { beforeAll, describe, expect, it } from 'vitest';
import type { Contender } from '#shared/domain/experiment.ts';
import { stepsPerEpoch } from '#shared/domain/trainingSteps.ts';
import { curveCache, curveLines } from '#renderer/charts/curveSet.ts';
import { epochsCsv, resultsCsv } from '#renderer/components/compare/comparisonCsv.ts';
import { contendersOf } from '#renderer/charts/contenders.ts';
import { emptyCurves, type Comparison } from '#renderer/training/comparison.ts';
import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { denseLayers, experimentOn, lossesOf, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats } from './trainingSupport.ts';

const points = pointSet(120);
const adam: Contender = { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.001 }, slot: 1 };
const sgd: Contender = { name: 'SGD', optimizer: 'sgd', params: { learningRate: 0.1 }, slot: 2 };

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

function epochsOf(messages: readonly FromWorker[], run: string): EpochRecord[] {
  return messages
    .flatMap((message) => (message.type === 'points' ? message.points : []))
    .filter((each) => each.run === run)
    .flatMap(({ epochs }) => epochs);
}

describe('what a training tells of its epochs', () => {
  it('A13, C13: ten epochs are ten rows of loss, accuracy, validation loss and accuracy, and the time each took', async () => {
    const messages = await trainInHeats(kernels, experimentOn('class', denseLayers, [sgd], { epochs: 10 }), points);
    const epochs = epochsOf(messages, 'SGD/1');
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { loss, valLoss, metrics, valMetrics, seconds } of epochs) {
      expect([loss, valLoss, metrics.accuracy, valMetrics.accuracy].every(Number.isFinite)).toBe(true);
      expect(seconds).toBeGreaterThan(0);
    }
    expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss!);
  });

  it('A13: 55,000 rows in batches of 64 are 860 updates an epoch', () => {
    expect(stepsPerEpoch(55_000, 64)).toBe(860);
  });

  it('E15: the loss of an epoch is the mean of its batches’ losses weighted by their rows', async () => {
    const plan = experimentOn('class', denseLayers, [sgd], { epochs: 3, batchSize: 36 });
    const messages = await trainInHeats(kernels, plan, points);
    const losses = lossesOf(messages, 'SGD/1') as number[];
    const rows = [36, 36, 24];
    for (const [at, { loss }] of epochsOf(messages, 'SGD/1').entries()) {
      const sum = rows.reduce((total, count, i) => total + count * losses[3 * at + i]!, 0);
      expect(loss).toBeCloseTo(sum / 96, 6);
    }
  });

  it('E15: of 201 epochs those after 0, 50, 100, 150 and 200 can be read', async () => {
    const messages = await trainInHeats(kernels, experimentOn('class', denseLayers, [adam], { epochs: 201 }), points);
    const epochs = epochsOf(messages, 'Adam/1');
    const read = [0, 50, 100, 150, 200].map((at) => epochs[at]!.loss!);
    expect(read.every(Number.isFinite)).toBe(true);
    expect([...read].sort((a, b) => b - a)).toEqual(read);
  });

  it('E14, E16: the losses of all batches of five epochs of 32 rows by Adam at 0.001', async () => {
    const messages = await trainInHeats(
      kernels,
      experimentOn('class', denseLayers, [adam], { epochs: 5, batchSize: 32 }),
      points,
    );
    const losses = lossesOf(messages, 'Adam/1');
    expect(losses).toHaveLength(15);
    expect(losses.every((loss) => Number.isFinite(loss))).toBe(true);
  });

  it('C12: the results of each optimizer, loss and validation loss, are those of its last epoch', async () => {
    const messages = await trainInHeats(
      kernels,
      experimentOn('class', denseLayers, [adam, sgd], { epochs: 4 }),
      points,
    );
    const shown = comparisonOf(['Adam', 'SGD'], messages);
    for (const name of ['Adam', 'SGD']) {
      const last = epochsOf(messages, `${name}/1`).at(-1)!;
      const [train, validation] = (['training', 'validation'] as const).map((curves) =>
        curveLines({ comparison: shown, contenders: contendersOf(shown), curves, metric: 'loss' }, curveCache())
          .find((line) => line.name === name)!
          .main.at(-1)!,
      );
      expect([train!.y, validation!.y]).toEqual([last.loss, last.valLoss]);
    }
  });

  it('A13, C12: all of it can be taken away as CSV: ten rows of epochs for each, and the last of them as its result', async () => {
    const plan = experimentOn('class', denseLayers, [adam, sgd], { epochs: 10 });
    const messages = await trainInHeats(kernels, plan, points);
    const shown = comparisonOf(['Adam', 'SGD'], messages);
    const table = (text: string): string[][] =>
      text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
    const [head, ...rows] = table(epochsCsv(shown));
    expect(head!.slice(0, 9).join()).toBe('contender,optimizer,seed,epoch,updates,loss,val_loss,accuracy,val_accuracy');
    expect(rows.map(([name, , , epoch]) => `${name} ${epoch}`)).toEqual(
      ['Adam', 'SGD'].flatMap((name) => Array.from({ length: 10 }, (_, at) => `${name} ${at + 1}`)),
    );
    const records = ['Adam', 'SGD'].flatMap((name) => epochsOf(messages, `${name}/1`));
    expect(rows.map((row) => row.slice(5, 9).map(Number))).toEqual(
      records.map(({ loss, valLoss, metrics, valMetrics }) => [loss, valLoss, metrics.accuracy, valMetrics.accuracy]),
    );
    const [names, ...results] = table(resultsCsv(shown));
    const at = names!.indexOf('loss');
    expect(results.map((row) => [row[0], ...row.slice(at, at + 2).map(Number)])).toEqual(
      ['Adam', 'SGD'].map((name) => {
        const last = epochsOf(messages, `${name}/1`).at(-1)!;
        return [name, last.loss, last.valLoss];
      }),
    );
  });

  it('A14, B17: training and validation stand together in the chart, an epoch each, and their gap can be read', async () => {
    const messages = await trainInHeats(kernels, experimentOn('class', denseLayers, [sgd], { epochs: 5 }), points);
    const shown = comparisonOf(['SGD'], messages);
    for (const metric of ['loss', 'accuracy']) {
      const request = { comparison: shown, contenders: contendersOf(shown), curves: 'both', metric } as const;
      const [line] = curveLines(request, curveCache());
      const steps = line!.main.map(({ step }) => step);
      expect(steps).toHaveLength(5);
      expect(line!.quiet.slice(0, 5).map(({ step }) => step)).toEqual(steps);
      const gap = line!.main.map(({ y }, at) => y - line!.quiet[at]!.y);
      expect(gap.every(Number.isFinite)).toBe(true);
      expect(gap.some((each) => each !== 0)).toBe(true);
    }
  });

  it('A14: the ten published rows, put in as epochs, draw the same curve', () => {
    const published = [
      [2.266, 2.2002, 0.1528, 0.3628],
      [0.9578, 0.8073, 0.6202, 0.6898],
    ] as const;
    const epochs = published.map(([loss, valLoss, accuracy, valAccuracy], at): EpochRecord => {
      return {
        epoch: at === 0 ? 1 : 10,
        step: at === 0 ? 860 : 8600,
        loss,
        valLoss,
        metrics: { accuracy },
        valMetrics: { accuracy: valAccuracy },
        seconds: 1,
      };
    });
    const shown = withEpochs(['SGD'], () => epochs);
    const drawn = (curves: 'training' | 'validation', metric: string): number[] =>
      curveLines({ comparison: shown, contenders: contendersOf(shown), curves, metric }, curveCache())[0]!.main.map(
        ({ y }) => y,
      );
    expect([drawn('training', 'loss'), drawn('validation', 'loss')]).toEqual([
      [2.266, 0.9578],
      [2.2002, 0.8073],
    ]);
    expect([drawn('training', 'accuracy'), drawn('validation', 'accuracy')]).toEqual([
      [0.1528, 0.6202],
      [0.3628, 0.6898],
    ]);
  });
});

function comparisonOf(names: readonly string[], messages: readonly FromWorker[]): Comparison {
  return withEpochs(names, (name) => epochsOf(messages, `${name}/1`));
}

function withEpochs(names: readonly string[], epochsOfName: (name: string) => EpochRecord[]): Comparison {
  const contenders = names.map((name, at) => ({ ...sgd, name, slot: at + 1 }));
  const runs = contenders.map((contender) => {
    return { id: contender.name, experimentId: 'e', contender, seed: 1, status: 'finished' } as unknown as RunRecord;
  });
  const curves = new Map(names.map((name) => [name, { ...emptyCurves(), epochs: epochsOfName(name) }]));
  const record = { id: 'e', experiment: { contenders }, createdAt: '' } as unknown as Comparison['record'];
  return { record, runs, curves };
}
