import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipes } from '#main/services/recipes.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';
import { endOf, lossesOf } from '../../engine/support.ts';
import { builtinSet, firstPictures, hasPublished, publishedSet, type DataSet } from '../../support/recipeData.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats } from './trainingSupport.ts';

const recipes = await readRecipes(join(repositoryRoot, 'resources'));
const STEPS = 2;
/** Enough for two batches of 16 and 20 rows of validation, with rows of every class. */
const PICTURES = 300;

let kernels: Kernels;
let folder: string;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
  folder = await mkdtemp(join(tmpdir(), 'recipes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A few updates of every contender in small batches; few rows are kept for validation. */
async function trained(experiment: Experiment, set: DataSet): Promise<FromWorker[]> {
  const few: Experiment = {
    ...experiment,
    data: { ...experiment.data, validationSize: 20 },
    training: { ...experiment.training, seeds: [1], limitSteps: STEPS, batchSize: 16 },
  };
  const messages = await trainInHeats(kernels, few, firstPictures(set, PICTURES));
  for (const { name } of few.contenders) {
    const losses = lossesOf(messages, `${name}/1`);
    expect(losses).toHaveLength(STEPS);
    // Ten rates up to 3 may diverge, which is a result.
    expect(['finished', 'diverged']).toContain(endOf(messages, `${name}/1`).status);
    expect(Number.isFinite(losses[0])).toBe(true);
  }
  return messages;
}

const firstLoss = (messages: readonly FromWorker[], name: string): number => Number(lossesOf(messages, `${name}/1`)[0]);

describe('every recipe trains a few updates on built-in data', () => {
  it.each(recipes)('$id', async ({ experiment, standIn }) => {
    const wanted = standIn ?? experiment;
    await trained(wanted, await builtinSet(wanted.data.dataset));
  });

  it('A12: the untrained network of the first issue has a loss near ln 10', async () => {
    const { standIn } = recipes.find(({ id }) => id === 'fashion-mnist')!;
    const sgd = { ...standIn!, contenders: standIn!.contenders.slice(0, 1) };
    const messages = await trained(sgd, await builtinSet('glyphs'));
    expect(Math.abs(firstLoss(messages, 'SGD') - Math.LN10)).toBeLessThan(0.4);
  });

  it('zeros are caught in their symmetry: the loss stays at ln 10 but for what the last biases learn', async () => {
    const { experiment } = recipes.find(({ id }) => id === 'start-weights')!;
    const messages = await trained(experiment, await builtinSet('glyphs'));
    expect(firstLoss(messages, 'SGD Zeros')).toBeCloseTo(Math.LN10, 5);
    expect(firstLoss(messages, 'SGD Too large')).toBeGreaterThan(10 * Math.LN10);
  });
});

describe('A17, D21, D23, D24: what the recipe of first against second order says', () => {
  interface Raced {
    readonly updates: number;
    /** The measured training loss of the last update that took no more gradients than these. */
    readonly lossAt: (gradients: number) => number;
    /** The same of this update, from 1. */
    readonly lossAfter: (update: number) => number;
    readonly last: number;
  }
  let raced: ReadonlyMap<string, Raced>;

  beforeAll(async () => {
    const { experiment } = recipes.find(({ id }) => id === 'second-order')!;
    const messages = await trainInHeats(kernels, experiment, await builtinSet('houses'));
    const points = messages.flatMap((message) => (message.type === 'points' ? message.points : []));
    const ofContender = experiment.contenders.map(({ name }): [string, Raced] => {
      const epochs = points.filter(({ run }) => run === `${name}/1`).flatMap((each) => each.epochs);
      const lossAt = (gradients: number): number => epochs.findLast(({ epoch }) => epoch <= gradients)!.trainLoss!;
      const lossAfter = (update: number): number => epochs[update - 1]!.trainLoss!;
      return [name, { updates: epochs.length, lossAt, lossAfter, last: epochs.at(-1)!.epoch }];
    });
    raced = new Map(ofContender);
  });

  it('every contender asks for 120 gradients and no more', () => {
    for (const { last } of raced.values()) expect(last).toBe(120);
    for (const name of ['SGD', 'Momentum', 'Adam']) expect(raced.get(name)!.updates).toBe(120);
  });

  it('L-BFGS is by 40 gradients where the first-order rules are not by 80, and ends lowest', () => {
    const lbfgs = raced.get('L-BFGS')!;
    for (const name of ['SGD', 'Momentum', 'Adam'])
      expect(lbfgs.lossAt(40), name).toBeLessThan(raced.get(name)!.lossAt(80));
    for (const [name, { lossAt }] of raced) if (name !== 'L-BFGS') expect(lbfgs.lossAt(120)).toBeLessThan(lossAt(120));
  });

  it('Hessian-free makes the fewest steps and gets furthest with each', () => {
    const updates = [...raced.values()].map((each) => each.updates);
    expect(raced.get('Hessian-free')!.updates).toBe(Math.min(...updates));
    const free = raced.get('Hessian-free')!;
    expect(free.updates).toBeLessThan(15);
    for (const [name, { lossAfter }] of raced)
      if (name !== 'Hessian-free') expect(free.lossAfter(free.updates), name).toBeLessThan(lossAfter(free.updates));
  });
});

describe.runIf(hasPublished)('every recipe trains a few updates on published data', () => {
  it.each(recipes.filter(({ standIn }) => standIn))('$id', async ({ experiment }) => {
    const two = { ...experiment, contenders: experiment.contenders.slice(0, 2) };
    await trained(two, await publishedSet(experiment.data.dataset, folder));
  });

  it('E14: of reviews whose file is sorted by class the last fifth of each validates', async () => {
    const { descriptor, bytes } = await publishedSet('imdb-film-reviews', folder);
    const { data } = recipes.find(({ id }) => id === 'embedding-million')!.experiment;
    const { validation } = prepareData(descriptor, data, bytes).split;
    // 700 negative ones, then 700 positive ones train or validate; the other 600 are the published test part.
    const last = (end: number): number[] => Array.from({ length: 140 }, (_, at) => end - 140 + at);
    expect([...validation]).toEqual([...last(700), ...last(1400)]);
  });

  it('A10: the test pictures of Fashion-MNIST are 10,000 of 28 × 28 in ten classes', async () => {
    const { descriptor } = await publishedSet('fashion-mnist', folder);
    expect(descriptor.samples.shape).toEqual([10_000, 28, 28, 1]);
    expect(descriptor.classes?.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 1000));
  });
});
