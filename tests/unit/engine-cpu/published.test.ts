import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipes } from '#main/services/recipes.ts';
import { effectiveParams, sameRateForAll } from '#shared/domain/contenderEdits.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { overfittingSince } from '#shared/statistics/overfitting.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';
import { experimentOn, lossesOf, pictureSet, pointSet } from '../../engine/support.ts';
import { builtinSet, firstPictures, hasPublished, publishedSet, type DataSet } from '../../support/recipeData.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats } from './trainingSupport.ts';

/*
 * What the published experiments found, as far as it does not hang on machine and seed: short, seeded runs of the recipes. The texts give no
 * seeds and no epochs, so who is a hair's breadth before whom is not asked.
 */

const recipes = await readRecipes(join(repositoryRoot, 'resources'));

let kernels: Kernels;
let folder: string;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
  folder = await mkdtemp(join(tmpdir(), 'published-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function epochsOf(messages: readonly FromWorker[], name: string): EpochRecord[] {
  return messages
    .flatMap((message) => (message.type === 'points' ? message.points : []))
    .filter(({ run }) => run === `${name}/1`)
    .flatMap(({ epochs }) => [...epochs]);
}

interface Race {
  /** Loss of the last epoch over that of the first. */
  readonly kept: Readonly<Record<string, number>>;
  /** Validation loss of the last epoch. */
  readonly last: Readonly<Record<string, number>>;
  readonly epochs: Readonly<Record<string, readonly EpochRecord[]>>;
}

/** Trains a recipe on its published data where they are here, else on those that ship, for so many epochs. */
async function race(
  id: string,
  training: Partial<Experiment['training']>,
  change = (e: Experiment) => e,
): Promise<Race> {
  const { experiment, standIn } = recipes.find((recipe) => recipe.id === id)!;
  const isReal = hasPublished || !standIn;
  const wanted = isReal ? experiment : standIn;
  const { dataset } = wanted.data;
  const set = isReal ? await publishedSet(dataset, folder) : await builtinSet(dataset);
  return raced(change({ ...wanted, training: { ...wanted.training, seeds: [1], ...training } }), set);
}

async function raced(experiment: Experiment, set: DataSet): Promise<Race> {
  const messages = await trainInHeats(kernels, experiment, set);
  const epochs = Object.fromEntries(experiment.contenders.map(({ name }) => [name, epochsOf(messages, name)]));
  const of = (value: (all: readonly EpochRecord[]) => number): Record<string, number> =>
    Object.fromEntries(Object.entries(epochs).map(([name, all]) => [name, value(all)]));
  return {
    epochs,
    kept: of((all) => all.at(-1)!.loss! / all[0]!.loss!),
    last: of((all) => all.at(-1)!.valLoss ?? all.at(-1)!.loss!),
  };
}

const pick = (values: Readonly<Record<string, number>>, ...names: string[]): number[] =>
  names.map((name) => values[name]!);
const eight = ['AdaGrad', 'Adadelta', 'Adam', 'Adamax', 'Ftrl', 'Nadam', 'RMSprop', 'SGD'];

describe('the experiments of eight optimizers at the rate 0.001', () => {
  it('C7: on homes Adadelta stands still, AdaGrad and Ftrl crawl, the adaptive ones with a memory arrive', async () => {
    const { kept, last } = await race('housing-eight', { epochs: 30 });
    expect(Object.keys(last).sort()).toEqual(eight);
    expect(kept.Adadelta).toBeGreaterThan(0.9);
    const arrived = Math.max(...pick(last, 'Adam', 'Nadam', 'RMSprop'));
    expect(arrived).toBeLessThan(0.6 * last.Adadelta!);
    for (const slow of pick(last, 'AdaGrad', 'Ftrl')) expect(slow).toBeGreaterThan(1.2 * arrived);
  });

  it('C8: on pictures Adadelta and Ftrl are bad, Adam and RMSprop fast', async () => {
    // The network of the recipe with fewer filters, on a part of the pictures.
    const small = (layers: readonly LayerNode[]): LayerNode[] =>
      layers.map((node) => {
        const { filters, units } = node.params;
        if (filters !== undefined) return { ...node, params: { ...node.params, filters: 6 } };
        return units === 256 ? { ...node, params: { ...node.params, units: 32 } } : node;
      });
    const { experiment, standIn } = recipes.find(({ id }) => id === 'fashion-eight')!;
    const wanted = hasPublished ? experiment : standIn!;
    const set = hasPublished ? await publishedSet('fashion-mnist', folder) : await builtinSet('glyphs');
    const { last } = await raced(
      {
        ...wanted,
        data: { ...wanted.data, validationSize: 100 },
        model: { layers: small(wanted.model.layers) },
        training: { ...wanted.training, epochs: 4, batchSize: 16, seeds: [1] },
      },
      firstPictures(set, 600),
    );
    const fast = Math.max(...pick(last, 'Adam', 'RMSprop'));
    for (const bad of pick(last, 'Adadelta', 'Ftrl')) expect(bad).toBeGreaterThan(1.15 * fast);
    for (const slow of pick(last, 'AdaGrad', 'SGD')) expect(slow).toBeGreaterThan(fast);
  });

  it('C9: on reviews nearly all that learn over-fit, and the studio says since when', async () => {
    const set = await builtinSet('reviews');
    const { standIn } = recipes.find(({ id }) => id === 'imdb-eight')!;
    const { data, training, model, contenders } = standIn!;
    // Fewer words and numbers than in the recipe, so that it is over in a moment.
    const layers = model.layers.map((node) =>
      node.kind === 'embedding' ? { ...node, params: { inputDim: 400, outputDim: 12 } } : node,
    );
    const names = ['Adadelta', 'Adam', 'Nadam', 'RMSprop'];
    const { epochs } = await raced(
      {
        ...standIn!,
        data: { ...data, validationShare: 0.5, text: { vocabulary: 400, length: 30 } },
        model: { layers },
        training: { ...training, epochs: 25, batchSize: 16 },
        contenders: contenders.filter(({ name }) => names.includes(name)),
      },
      set,
    );
    const [adadelta, ...learners] = names.map((name) => overfittingSince(epochs[name]!));
    expect(adadelta).toBeNull();
    expect(learners.filter((since) => since !== null).length, String(learners)).toBeGreaterThanOrEqual(2);
  });

  it('C10: on temperatures Ftrl and AdaGrad stay behind, Adam and RMSprop are among the best', async () => {
    const { last } = await race('temperature-eight', { epochs: 4 }, (experiment) => ({
      ...experiment,
      data: { ...experiment.data, series: { window: 10, horizon: 1 } },
      model: {
        layers: experiment.model.layers.map((node) =>
          node.kind === 'lstm' ? { ...node, params: { ...node.params, units: 8 } } : node,
        ),
      },
    }));
    const best = Math.max(...pick(last, 'Adam', 'RMSprop'));
    for (const behind of pick(last, 'Adadelta', 'AdaGrad', 'Ftrl')) expect(behind).toBeGreaterThan(best);
  });

  it('C11: one switch gives all the same rate, and each keeps its own other constants', () => {
    const { contenders } = recipes.find(({ id }) => id === 'housing-eight')!.experiment;
    const other = sameRateForAll(contenders, 0.02, ({ name }) => name);
    expect(other.map(({ params }) => params.learningRate)).toEqual(contenders.map(() => 0.02));
    const rest = (all: readonly Contender[]) =>
      all.map((each) => {
        const { learningRate: _, ...own } = effectiveParams(each);
        return own;
      });
    expect(rest(other)).toEqual(rest(contenders));
  });
});

describe('the comparison of the first text', () => {
  const classes = { id: 'out', kind: 'dense', params: { units: 10, activation: 'softmax' } };
  const dense = [
    { id: 'flat', kind: 'flatten', params: {} },
    { id: 'h', kind: 'dense', params: { units: 32 } },
    classes,
  ];

  it('A15: at one rate and from one start SGD is last, momentum and Nesterov are better, Adam and RMSprop best', async () => {
    const { experiment } = recipes.find(({ id }) => id === 'fashion-mnist')!;
    const set = hasPublished ? await publishedSet('fashion-mnist', folder) : await builtinSet('glyphs');
    const { last } = await raced(
      {
        ...experiment,
        data: { ...experiment.data, validationSize: 200 },
        model: { layers: dense },
        training: { ...experiment.training, epochs: 4 },
      },
      firstPictures(set, 1000),
    );
    const { SGD: sgd, ...others } = last;
    expect(sgd).toBeGreaterThan(Math.max(...Object.values(others).filter((value) => value !== last.AdaGrad)));
    const between = [last.Momentum!, last.Nesterov!];
    expect(Math.max(last.Adam!, last.RMSprop!)).toBeLessThan(Math.min(...between));
    expect(Math.max(...between)).toBeLessThan(0.9 * sgd!);
  });

  it('A13: with dropout the loss falls in each of ten epochs, and the validation loss stays below it', async () => {
    const conv = { filters: 8, kernelSize: 2, activation: 'relu' };
    const layers = (
      [
        ['conv2d', conv],
        ['maxPooling2d', { poolSize: 2 }],
        ['dropout', { rate: 0.3 }],
        ['conv2d', conv],
        ['maxPooling2d', { poolSize: 2 }],
        ['dropout', { rate: 0.3 }],
        ['flatten', {}],
        ['dense', { units: 32 }],
        ['dropout', { rate: 0.5 }],
        ['dense', { units: 2, activation: 'softmax' }],
      ] as const
    ).map(([kind, params], at) => ({ id: `l${at}`, kind, params }));
    const sgd = { name: 'SGD', optimizer: 'sgd', params: { learningRate: 0.01 }, slot: 1 };
    const plan = experimentOn(null, layers, [sgd], { epochs: 10, batchSize: 16 });
    const { epochs } = await raced(plan, pictureSet(480, 8));
    const losses = epochs.SGD!.map(({ loss }) => loss!);
    expect(losses).toHaveLength(10);
    expect([...losses].sort((a, b) => b - a)).toEqual(losses);
    for (const { loss, valLoss } of epochs.SGD!) expect(valLoss).toBeLessThan(loss!);
  });
});

it('B17: a network with more weights than samples ends with a gap that grows from epoch to epoch', async () => {
  const layers = [
    { id: 'a', kind: 'dense', params: { units: 64, activation: 'relu' } },
    { id: 'b', kind: 'dense', params: { units: 2, activation: 'softmax' } },
  ];
  const adam = { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.02 }, slot: 1 };
  const plan = experimentOn('class', layers, [adam], { epochs: 60 });
  const { epochs } = await raced({ ...plan, data: { ...plan.data, validationShare: 0.5 } }, pointSet(40));
  const gaps = epochs.Adam!.map(({ loss, valLoss }) => valLoss! - loss!);
  expect(gaps.at(-1)).toBeGreaterThan(0.1);
  expect(gaps.at(-1)).toBeGreaterThan(gaps[9]! + 0.05);
});

it('E16: one sigmoid unit under binary cross-entropy begins near ln 2; every batch of five epochs is told', async () => {
  const layers = [{ id: 'out', kind: 'dense', params: { units: 1, activation: 'sigmoid' } }];
  const adam = { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.001 }, slot: 1 };
  const zeros = { id: 'zeros', params: {} };
  const plan = experimentOn('class', layers, [adam], { epochs: 5, batchSize: 32 });
  const messages = await trainInHeats(
    kernels,
    { ...plan, loss: 'binaryCrossentropy', model: { layers, initializer: zeros } },
    pointSet(120),
  );
  const losses = lossesOf(messages, 'Adam/1').map(Number);
  expect(losses).toHaveLength(5 * 3);
  expect(losses[0]).toBeCloseTo(Math.LN2, 5);
  const epochs = epochsOf(messages, 'Adam');
  const means = epochs.map((_, at) => losses.slice(3 * at, 3 * at + 3).reduce((sum, loss) => sum + loss, 0) / 3);
  epochs.forEach(({ loss }, at) => expect(loss).toBeCloseTo(means[at]!, 6));
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});
