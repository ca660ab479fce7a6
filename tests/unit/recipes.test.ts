import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import itMessages from '#resources/locales/it.json' with { type: 'json' };
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { checkModel, type OutputDemand } from '#shared/domain/modelCheck.ts';
import type { Shape } from '#shared/domain/layerGraph.ts';
import { splitSizes, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { hasMessage } from '#shared/i18n/translate.ts';

const folder = new URL('../../resources/recipes/', import.meta.url);
const ids = readdirSync(folder).map((name) => name.replace('.experiment.json', ''));

interface KnownData {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
}

const fashionShape: KnownData = { inputShape: [28, 28, 1], demand: { task: 'classification', units: 10 } };

function experimentOf(id: string): Experiment {
  return parseExperiment(JSON.parse(readFileSync(new URL(`${id}.experiment.json`, folder), 'utf8')));
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
  return descriptor ? dataShape(descriptor, experiment.data.target) : fashionShape;
}

describe('the recipes', () => {
  it('are at least three that run offline at once, and Fashion-MNIST', () => {
    const offline = ids.filter((id) => builtin(experimentOf(id).data.dataset));
    expect(offline.length).toBeGreaterThanOrEqual(3);
    expect(ids.filter((id) => !offline.includes(id))).toEqual(['fashion-mnist']);
  });

  it.each(ids)('%s has a model that fits its data, and contenders to compare', (id) => {
    const experiment = experimentOf(id);
    const { inputShape, demand } = dataOf(experiment);
    const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
    expect(check.rows.map((row) => row.problem)).toEqual(check.rows.map(() => null));
    expect(check.ok).toBe(true);
    expect(experiment.contenders.length).toBeGreaterThanOrEqual(4);
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

  it('fashion-mnist is the network and the race of the issue', () => {
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
});
