import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { ofTarget } from '#shared/metrics/perTarget.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import { checkpointsOf, everyUpdate, historyOf } from '../../engine/histories.ts';
import { endOf } from '../../engine/support.ts';
import { hasPublished, publishedSet, type DataSet } from '../../support/recipeData.ts';
import { targetsExperiment, tidePlan, tideSeries } from '../../support/severalTargets.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
let folder: string;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
  folder = await mkdtemp(join(tmpdir(), 'targets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = 'adam 1/1';
const tide = tideSeries(100);

type Trained = Awaited<ReturnType<typeof trainOnCpu>>['messages'];

function lastEpoch(messages: Trained): EpochRecord {
  const epochs = messages.flatMap((message) => (message.type === 'points' ? message.points : []));
  return epochs.flatMap(({ epochs: all }): readonly EpochRecord[] => all).at(-1)!;
}

/** Mean absolute error of every target on the validation rows, by hand: a linear model, its answers put back into units. */
function errorsByHand({ descriptor, bytes }: DataSet, { data }: Experiment, weights: Float32Array): number[] {
  const {
    split,
    sampleSize,
    targetSize = 1,
    preprocessing,
    gather,
    gatherTargets,
  } = prepareData(descriptor, data, bytes);
  const targets = preprocessing.targets!;
  const sums = targets.map(() => 0);
  const [x, y] = [new Float32Array(sampleSize), new Float32Array(targetSize)];
  for (const row of split.validation) {
    gather(Uint32Array.of(row), x);
    gatherTargets(Uint32Array.of(row), y);
    y.forEach((actual, unit) => {
      const bias = weights[sampleSize * targetSize + unit]!;
      const answer = x.reduce((sum, value, at) => sum + value * weights[at * targetSize + unit]!, bias);
      sums[unit % targets.length]! += Math.abs(answer - actual) * targets[unit % targets.length]!.std;
    });
  }
  return sums.map((sum) => (sum * targets.length) / (split.validation.length * targetSize));
}

describe('a model that answers several columns', () => {
  const experiment = targetsExperiment(tide.descriptor, tidePlan(tide.descriptor), 'linear', { epochs: 60 });

  it('learns them together and tells each error in the units of its column', async () => {
    const { messages } = await trainOnCpu(kernels, experiment, tide);
    const { weights } = endOf(messages, run);
    const { valMetrics, metrics } = lastEpoch(messages);
    const byHand = errorsByHand(tide, experiment, weights!);
    byHand.forEach((error, target) =>
      expect(valMetrics[ofTarget('meanAbsoluteError', target)]! / error).toBeCloseTo(1, 3),
    );
    expect(byHand[0]).toBeLessThan(0.3);
    expect(byHand[1]).toBeLessThan(6);
    expect(valMetrics['r2Score.1']).toBeGreaterThan(0.8);
    expect(Object.keys(metrics)).not.toContain('meanAbsoluteError.0');
  });

  it('goes on from a checkpoint to the bit', async () => {
    const short = { ...experiment, training: { ...experiment.training, epochs: 3 } };
    const straight = await trainOnCpu(kernels, short, tide);
    const steps = await trainOnCpu(kernels, short, tide, everyUpdate());
    const cut = checkpointsOf(run, steps.messages)[2]!;
    const rest = await trainOnCpu(kernels, short, tide, undefined, new Map([[run, cut]]));
    const whole = historyOf(run, [straight.messages], []);
    expect(whole.losses.length).toBeGreaterThan(4);
    expect(historyOf(run, [steps.messages, rest.messages], [cut])).toEqual(whole);
  });

  it.runIf(hasPublished)('forecasts temperature, pressure and humidity of Jena together', async () => {
    const jena = await publishedSet('jena-january', folder);
    const data = {
      ...tidePlan(jena.descriptor),
      target: 'T (degC)',
      moreTargets: ['p (mbar)', 'rh (%)'],
      series: { window: 6, horizon: 1, stride: 4 },
    };
    const jenaExperiment = targetsExperiment(jena.descriptor, data, 'linear', { epochs: 8 });
    const { messages } = await trainOnCpu(kernels, jenaExperiment, jena);
    const { valMetrics } = lastEpoch(messages);
    const byHand = errorsByHand(jena, jenaExperiment, endOf(messages, run).weights!);
    byHand.forEach((error, target) =>
      expect(valMetrics[ofTarget('meanAbsoluteError', target)]! / error).toBeCloseTo(1, 2),
    );
    // Ten minutes ahead: degrees, millibars, per cent.
    expect(byHand[0]).toBeLessThan(3);
    expect(byHand[1]).toBeLessThan(5);
    expect(byHand[2]).toBeLessThan(10);
  });
});
