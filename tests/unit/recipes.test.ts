import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import itMessages from '#resources/locales/it.json' with { type: 'json' };
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { effectiveParams, rateOf } from '#shared/domain/contenderEdits.ts';
import { experimentsOf } from '#shared/domain/contenderPlan.ts';
import { recipeGroups } from '#shared/domain/recipeGroups.ts';
import { readRecipes } from '#main/services/recipes.ts';
import { checkModel, type OutputDemand } from '#shared/domain/modelCheck.ts';
import type { Shape } from '#shared/domain/layerGraph.ts';
import { splitSizes, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { hasMessage } from '#shared/i18n/translate.ts';
import { builtinSet } from '../support/recipeData.ts';

const recipes = await readRecipes(fileURLToPath(new URL('../../resources/', import.meta.url)));
const ids = recipes.map(({ id }) => id);

interface KnownData {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
}

const pictures = (inputShape: Shape): KnownData => ({ inputShape, demand: { task: 'classification', units: 10 } });
const fashionShape = pictures([28, 28, 1]);
const twoClasses = { task: 'classification', units: 2 } as const;
const aNumber = { task: 'regression', units: 1 } as const;
/** What published sets ask of a model; `engine-cpu/recipes.test.ts` trains on the files. */
const published: Readonly<Record<string, (experiment: Experiment) => KnownData>> = {
  'fashion-mnist': () => fashionShape,
  mnist: () => fashionShape,
  'cifar-10': () => pictures([32, 32, 3]),
  'boston-housing': () => ({ inputShape: [13], demand: aNumber }),
  'melbourne-temperatures': ({ data }) => ({ inputShape: [data.series!.window!, 1], demand: aNumber }),
  'imdb-film-reviews': ({ data }) => ({ inputShape: [data.text!.length!], demand: twoClasses }),
};

function experimentOf(id: string): Experiment {
  return recipes.find((recipe) => recipe.id === id)!.experiment;
}

const generated = new Map<string, DatasetDescriptor | null>();

/** Drawing the glyphs takes seconds: once is enough. */
function builtin(id: string): DatasetDescriptor | null {
  const known = generated.get(id);
  if (known !== undefined) return known;
  const descriptor = builtinSets.find((set) => set.id === id)?.generate().descriptor ?? null;
  generated.set(id, descriptor);
  return descriptor;
}

function dataOf(experiment: Experiment): KnownData {
  const descriptor = builtin(experiment.data.dataset);
  return descriptor
    ? dataShape(descriptor, experiment.data.target, experiment.data)
    : published[experiment.data.dataset]!(experiment);
}

describe('the recipes', () => {
  it('are the sixteen of the issue, and four that are quick', () => {
    expect(ids).toHaveLength(20);
    expect(recipeGroups.flatMap((group) => [...group.recipes]).sort()).toEqual([...ids].sort());
  });

  it.each(recipes)('$id runs offline at once, on built-in data of its own or a stand-in', ({ experiment, standIn }) => {
    expect(builtin((standIn ?? experiment).data.dataset)).not.toBeNull();
    if (standIn) expect(builtin(experiment.data.dataset)).toBeNull();
    const { data: _, ...own } = experiment;
    if (standIn) expect(standIn).toMatchObject(own);
  });

  it.each(recipes)('$id has a model that fits its data, and contenders to compare', ({ id, experiment, standIn }) => {
    for (const each of [experiment, ...(standIn ? [standIn] : [])]) {
      const { inputShape, demand } = dataOf(each);
      for (const own of experimentsOf(each)) {
        const check = checkModel(own.model, inputShape, demand, own.loss);
        expect(check.rows.map((row) => row.problem)).toEqual(check.rows.map(() => null));
        expect(check.ok).toBe(true);
      }
    }
    expect(experiment.contenders.length).toBeGreaterThanOrEqual(id === 'embedding-million' ? 1 : 3);
    expect(experiment.contenders.map(({ slot }) => slot)).toEqual(experiment.contenders.map((_, at) => at + 1));
  });

  it.each(ids)('%s has its words in three languages, and its English title in the file', (id) => {
    for (const messages of [en, itMessages, es])
      for (const part of ['title', 'subtitle', 'about'])
        expect(hasMessage(messages, `recipes.${id}.${part}`)).toBe(true);
    const titles: Record<string, { title: string }> = en.recipes;
    expect(experimentOf(id).title).toBe(titles[id]!.title);
  });

  it('two-moons is short enough to be over within seconds', () => {
    const experiment = experimentOf('two-moons');
    const { train } = splitSizes(builtin('moons')!, experiment.data);
    expect(stepsPlanned(train, experiment.training) * experiment.contenders.length).toBeLessThanOrEqual(2000);
  });

  it('A10, A11, A12: fashion-mnist is the network and the race of the issue, 5,000 rows for validation', () => {
    const experiment = experimentOf('fashion-mnist');
    const { rows, parameters } = checkModel(experiment.model, [28, 28, 1], fashionShape.demand, experiment.loss);
    expect(rows.map((row) => row.parameters)).toEqual([320, 0, 0, 8224, 0, 0, 0, 401664, 0, 2570]);
    expect(parameters).toBe(412_778);
    expect(experiment.data).toMatchObject({ dataset: 'fashion-mnist', target: null, validationSize: 5000 });
    expect(experiment.training).toMatchObject({ batchSize: 64, epochs: 10 });
    expect(experiment.contenders.map(({ optimizer }) => optimizer)).toEqual([
      'sgd',
      'momentum',
      'nesterov',
      'adagrad',
      'rmsprop',
      'adam',
    ]);
    for (const { params } of experiment.contenders) expect(params.learningRate).toBe(0.001);
  });

  it('C7–C11: the races of the eight of Keras have one rate for all, 0.001, and Keras’ own constants', () => {
    for (const id of ['fashion-eight', 'housing-eight', 'imdb-eight', 'temperature-eight']) {
      const { contenders } = experimentOf(id);
      expect(contenders.map(({ optimizer }) => optimizer).sort()).toEqual([
        'adadelta',
        'adagrad',
        'adam',
        'adamax',
        'ftrl',
        'nadam',
        'rmsprop',
        'sgd',
      ]);
      for (const contender of contenders) expect(rateOf(contender)).toBe(0.001);
      expect(effectiveParams(contenders.find(({ optimizer }) => optimizer === 'adam')!)).toMatchObject({
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
        eps_place: 'eps_hat',
      });
    }
    expect(experimentOf('housing-eight').loss).toBe('meanAbsoluteError');
    expect(experimentOf('fashion-eight').loss).toBe('categoricalCrossentropy');
    expect(experimentOf('imdb-eight').loss).toBe('binaryCrossentropy');
    expect(experimentOf('temperature-eight').loss).toBe('meanAbsoluteError');
  });

  it('B15: MNIST, CIFAR-10 and reviews in 8,000 words race at least four optimizers each', () => {
    for (const id of ['mnist-five', 'cifar-five', 'imdb-five'])
      expect(experimentOf(id).contenders.map(({ optimizer }) => optimizer)).toEqual([
        'sgd',
        'adagrad',
        'rmsprop',
        'adadelta',
        'adam',
      ]);
    expect(experimentOf('imdb-five').data.text).toMatchObject({ vocabulary: 8000 });
  });

  it('E12, E14, E16: the embedding model has 1,269,057 parameters, Adam .001, 5 epochs of batches of 32, a fifth for validation', () => {
    const { experiment } = recipes.find(({ id }) => id === 'embedding-million')!;
    const { inputShape, demand } = dataOf(experiment);
    expect(checkModel(experiment.model, inputShape, demand, experiment.loss).parameters).toBe(1_269_057);
    expect(experiment.training).toMatchObject({ epochs: 5, batchSize: 32 });
    expect(experiment.data).toMatchObject({ validationShare: 0.2, testShare: 0 });
    expect(experiment.loss).toBe('binaryCrossentropy');
    expect(rateOf(experiment.contenders[0]!)).toBe(0.001);
  });

  it('E14: the last fifth of the rows validates, unshuffled, and the recipe says so', async () => {
    const { standIn } = recipes.find(({ id }) => id === 'embedding-million')!;
    expect(standIn!.data).toMatchObject({ unshuffled: true, stratified: true });
    const { descriptor, bytes } = await builtinSet('reviews');
    const { split } = prepareData(descriptor, standIn!.data, bytes);
    const [first, count] = [3200, 800];
    expect([...split.validation]).toEqual(Array.from({ length: count }, (_, at) => first + at));
    expect(split.train).toHaveLength(first);
    for (const [words, said] of [
      [en, /last fifth of the file, unshuffled/],
      [itMessages, /ultimo quinto del file, non mescolato/],
      [es, /última quinta parte del archivo, sin barajar/],
    ] as const)
      expect(words.recipes['embedding-million'].about).toMatch(said);
  });

  it('C13: ten rates of one rule, from 0.0001 to 3', () => {
    const { contenders } = experimentOf('learning-rates');
    expect(contenders.map(rateOf)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3]);
    expect(new Set(contenders.map(({ optimizer }) => optimizer)).size).toBe(1);
  });
});
