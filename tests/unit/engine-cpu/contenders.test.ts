import { beforeAll, describe, expect, it } from 'vitest';
import type { Contender, ContenderChanges, Experiment } from '#shared/domain/experiment.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { variantOf } from '#shared/domain/modelVariants.ts';
import { heatsOf, shares } from '#renderer/training/heats.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker, TrainRequest } from '#renderer/engine/messages.ts';
import { denseLayers, experimentOn, lossesOf, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats, trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const sgd = (name: string, slot: number, changes?: ContenderChanges): Contender => {
  return { name, optimizer: 'sgd', params: { learningRate: 0.1 }, slot, ...(changes && { changes }) };
};
const all = (contenders: readonly Contender[], training: Partial<Experiment['training']> = {}): Experiment =>
  parseExperiment(experimentOn('class', denseLayers, contenders, training));
const began = (messages: readonly FromWorker[], name: string) =>
  messages.find((message) => message.type === 'began' && message.run === `${name}/1`) as Extract<
    FromWorker,
    { type: 'began' }
  >;
const updatesOf = (messages: readonly FromWorker[], name: string): number => lossesOf(messages, `${name}/1`).length;
const ratesOf = (messages: readonly FromWorker[], name: string): number[] =>
  messages
    .flatMap((message) => (message.type === 'points' ? message.points : []))
    .filter(({ run }) => run === `${name}/1`)
    .flatMap(({ steps }) => steps.filter(({ series }) => series === 'learningRate'))
    .flatMap(({ values }) => values as number[]);

describe('a contender that has something for itself', () => {
  it('trains in batches and epochs of its own, from the same weights, over the same order of rows', async () => {
    const plan = all(
      [
        sgd('all', 1),
        sgd('single', 2, { batchSize: 1 }),
        sgd('whole', 3, { batchSize: 96 }),
        sgd('long', 4, { epochs: 3 }),
      ],
      { batchSize: 16, epochs: 2 },
    );
    const messages = await trainInHeats(kernels, plan, points);
    expect(['all', 'single', 'whole', 'long'].map((name) => updatesOf(messages, name))).toEqual([12, 192, 2, 18]);
    expect(new Set(plan.contenders.map(({ name }) => began(messages, name).initialWeightsHash)).size).toBe(1);
    expect(new Set(plan.contenders.map(({ name }) => began(messages, name).batchOrderHash)).size).toBe(1);
  });

  it('trains as an experiment would that has it for all', async () => {
    const changes = { batchSize: 8, initializer: { id: 'heNormal', params: {} }, schedule: null };
    const plan = all([sgd('all', 1), sgd('own', 2, changes)], { epochs: 2, schedule: { id: 'cosine', params: {} } });
    const alone = { ...experimentOf(plan, plan.contenders[1]!), contenders: [sgd('own', 2)] };
    const messages = await trainInHeats(kernels, plan, points);
    const { messages: expected } = await trainOnCpu(kernels, alone, points);
    expect(lossesOf(messages, 'own/1')).toEqual(lossesOf(expected, 'own/1'));
    expect(lossesOf(messages, 'own/1')).not.toEqual(lossesOf(messages, 'all/1'));
  });

  it('has its own start, schedule and clipping within one heat', async () => {
    const half = { id: 'piecewise', params: { boundaries: [3], values: [1, 0.5], change: 'at_boundary' } } as const;
    const plan = all([
      sgd('all', 1),
      sgd('zeros', 2, { initializer: { id: 'zeros', params: {} } }),
      sgd('half', 3, { schedule: half }),
      sgd('clipped', 4, { clipping: { mode: 'global_norm', threshold: 1e-6 } }),
    ]);
    expect(heatsOf({ experiment: plan, runs: runsIn(plan) } as unknown as TrainRequest)).toHaveLength(1);
    const messages = await trainInHeats(kernels, plan, points);
    expect(lossesOf(messages, 'zeros/1')[0]).toBeCloseTo(Math.LN2, 6);
    expect(ratesOf(messages, 'half').slice(0, 5)).toEqual([0.1, 0.1, 0.1, 0.05, 0.05]);
    expect(began(messages, 'half').initialWeightsHash).toBe(began(messages, 'all').initialWeightsHash);
    expect(began(messages, 'zeros').initialWeightsHash).not.toBe(began(messages, 'all').initialWeightsHash);
    const clipped = lossesOf(messages, 'clipped/1') as number[];
    expect(Math.abs(clipped.at(-1)! - clipped[0]!)).toBeLessThan(0.2);
    expect(lossesOf(messages, 'clipped/1')).not.toEqual(lossesOf(messages, 'all/1'));
  });

  it('with layers of its own begins alike in those that it shares', async () => {
    const layers = variantOf({ layers: denseLayers }, 'normalised')!;
    expect(layers.map(({ kind }) => kind)).toEqual(['dense', 'batchNormalization', 'dense']);
    const plan = all([sgd('all', 1), sgd('normed', 2, { layers })], { limitSteps: 1, epochs: 1 });
    const still = plan.contenders.map((each) => ({ ...each, params: { learningRate: 1e-30 } }));
    const messages = await trainInHeats(kernels, { ...plan, contenders: still }, points);
    const weights = (name: string): Float32Array =>
      messages.flatMap((message) =>
        message.type === 'runEnded' && message.run === `${name}/1` ? [message.weights!] : [],
      )[0]!;
    const [plain, normed] = [weights('all'), weights('normed')];
    expect(normed.length).toBe(plain.length + 4 * 8);
    const shared = [...normed.subarray(0, 24), ...normed.subarray(24 + 32)];
    expect(shared.map((value, i) => Math.abs(value - plain[i]!)).every((gap) => gap < 1e-20)).toBe(true);
  });

  it('is refused where its layers are wrong, with the place', () => {
    const layers = [{ id: 'a', kind: 'dense', params: { units: -1 } }];
    expect(() => all([sgd('all', 1), sgd('own', 2, { layers })])).toThrowError(
      expect.objectContaining({ detail: expect.objectContaining({ where: 'contenders.own.changes.a' }) }),
    );
  });
});

function runsIn({ contenders }: Experiment) {
  return contenders.map((contender) => ({ id: contender.name, seed: 1, contender }));
}

describe('the workers of a training in heats', () => {
  const plan = all([sgd('a', 1), sgd('b', 2), sgd('c', 3, { batchSize: 1 }), sgd('d', 4)]);
  const heats = heatsOf({ experiment: plan, runs: runsIn(plan) } as unknown as TrainRequest);

  it('are one for each heat at least, more where processors are left', () => {
    expect(shares(heats, 1).map(({ runs }) => runs)).toEqual([['a', 'b', 'd'], ['c']]);
    expect(shares(heats, 4).map(({ runs }) => runs)).toEqual([['a'], ['b'], ['d'], ['c']]);
    expect(heats[1]!.experiment.training.batchSize).toBe(1);
  });
});
