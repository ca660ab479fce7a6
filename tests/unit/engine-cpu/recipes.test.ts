import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import { createDatasetStore } from '#main/datasets/store.ts';
import { readRecipes } from '#main/services/recipes.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { endOf, lossesOf } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats } from './trainingSupport.ts';

interface DataSet {
  readonly descriptor: DatasetDescriptor;
  readonly bytes: DatasetBytes;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const published = join(root, '..', 'shared', 'data');
const recipes = await readRecipes(join(root, 'resources'));
const STEPS = 2;

let kernels: Kernels;
let folder: string;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
  folder = await mkdtemp(join(tmpdir(), 'recipes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const known = new Map<string, Promise<DataSet>>();
function once(key: string, make: () => Promise<DataSet>): Promise<DataSet> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function builtin(id: string): Promise<DataSet> {
  return once(id, async () => {
    const { samples, targets, descriptor } = builtinSets.find((set) => set.id === id)!.generate();
    const buffer = (part: ArrayBufferView): ArrayBuffer => new Uint8Array(bytesOf(part)).buffer;
    return { descriptor, bytes: { samples: buffer(samples), targets: targets && buffer(targets) } };
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A few updates of every contender in small batches; few rows are kept for validation. */
async function trained(experiment: Experiment, set: DataSet): Promise<FromWorker[]> {
  const few: Experiment = {
    ...experiment,
    data: { ...experiment.data, validationSize: 20 },
    training: { ...experiment.training, seeds: [1], limitSteps: STEPS, batchSize: 16 },
  };
  const messages = await trainInHeats(kernels, few, set);
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
    await trained(wanted, await builtin(wanted.data.dataset));
  });

  it('A12: the untrained network of the first issue has a loss near ln 10', async () => {
    const { standIn } = recipes.find(({ id }) => id === 'fashion-mnist')!;
    const sgd = { ...standIn!, contenders: standIn!.contenders.slice(0, 1) };
    const messages = await trained(sgd, await builtin('glyphs'));
    expect(Math.abs(firstLoss(messages, 'SGD') - Math.LN10)).toBeLessThan(0.4);
  });

  it('zeros are caught in their symmetry: the loss stays at ln 10 but for what the last biases learn', async () => {
    const { experiment } = recipes.find(({ id }) => id === 'start-weights')!;
    const messages = await trained(experiment, await builtin('glyphs'));
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
    const messages = await trainInHeats(kernels, experiment, await builtin('houses'));
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

/** Files that make each published set, or a part of it that imports in a moment. */
const files: Readonly<Record<string, readonly string[]>> = {
  'fashion-mnist': ['fashion-mnist/t10k-images-idx3-ubyte.gz', 'fashion-mnist/t10k-labels-idx1-ubyte.gz'],
  mnist: ['mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz'],
  'cifar-10': ['cifar-10/cifar10_200.bin'],
  'boston-housing': ['housing/BostonHousing.csv'],
  'melbourne-temperatures': ['temperature/daily-min-temperatures.csv'],
  'imdb-film-reviews': ['imdb/aclImdb_sample_2000.tar.gz'],
};

function real(id: string): Promise<DataSet> {
  return once(`real ${id}`, async () => {
    const store = createDatasetStore({ folder: join(folder, id) });
    const chosen = files[id]!.map((file) => ({ path: join(published, file), name: file.split('/').at(-1)! }));
    const descriptor = await store.importFiles(chosen);
    const part = async (name: 'samples' | 'targets'): Promise<ArrayBuffer> =>
      new Uint8Array(await readFile((await store.partFile(descriptor.id, name)).path)).buffer;
    return {
      descriptor,
      bytes: { samples: await part('samples'), targets: descriptor.targets ? await part('targets') : null },
    };
  });
}

describe.runIf(existsSync(published))('every recipe trains a few updates on published data', () => {
  it.each(recipes.filter(({ standIn }) => standIn))('$id', async ({ experiment }) => {
    const two = { ...experiment, contenders: experiment.contenders.slice(0, 2) };
    await trained(two, await real(experiment.data.dataset));
  });

  it('A10: the test pictures of Fashion-MNIST are 10,000 of 28 × 28 in ten classes', async () => {
    const { descriptor } = await real('fashion-mnist');
    expect(descriptor.samples.shape).toEqual([10_000, 28, 28, 1]);
    expect(descriptor.classes?.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 1000));
  });
});
