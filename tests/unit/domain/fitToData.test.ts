import { describe, expect, it } from 'vitest';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { checkDraft, draftReadiness } from '#shared/domain/draftCheck.ts';
import { chooseDataset, setDataPlan, setStack } from '#shared/domain/draftEdits.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { fitToData, templateRequest } from '#shared/domain/fitToData.ts';
import { commit, startHistory, undo } from '#shared/domain/history.ts';
import { addLayer } from '#shared/domain/layerEdits.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { variantOf } from '#shared/domain/modelVariants.ts';
import { fashion, houses, moons } from '../renderer/fakeStudio.ts';

const sets: readonly DatasetDescriptor[] = [...builtinSets.map((set) => set.generate().descriptor), fashion];
const setOf = (id: string) => sets.find((set) => set.id === id)!;
const ready = { ok: true } as const;

function on(set: DatasetDescriptor, experiment: Experiment = defaultExperiment): Experiment {
  return chooseDataset(set, null)(experiment);
}

/** An experiment on this set with the template's stack; null where the template is not for such data. */
function made(templateId: string, set: DatasetDescriptor): Experiment | null {
  const template = modelTemplates.find(({ id }) => id === templateId)!;
  const experiment = on(set);
  const request = templateRequest(experiment, set)!;
  return template.fits(request) ? setStack(fromTemplate(template, request))(experiment) : null;
}

function kindsOf({ model }: Experiment): readonly string[] {
  return model.layers.map(({ kind }) => kind);
}

/** The experiment moved to another set, and what is offered there. */
function moved(experiment: Experiment, set: DatasetDescriptor) {
  const there = on(set, experiment);
  return { there, fit: fitToData(there, set) };
}

const pairs = sets.flatMap((from) =>
  modelTemplates.flatMap(({ id }) => {
    const experiment = made(id, from);
    return experiment ? sets.map((to) => ({ id, from: from.id, to, toId: to.id, experiment })) : [];
  }),
);

describe('a model on data it was not made for', () => {
  it('is built of every template on every set that fits it, for all of the sets', () => {
    expect(pairs.length).toBeGreaterThan(300);
    expect(new Set(pairs.map(({ id }) => id)).size).toBe(modelTemplates.length - 1);
  });

  it('can be trained after one step, which one undo takes back', () => {
    for (const { id, from, to, toId, experiment } of pairs) {
      const { there, fit } = moved(experiment, to);
      const what = `${id} of ${from} on ${toId}`;
      if (!fit) {
        expect([what, draftReadiness(there, to)]).toEqual([what, ready]);
        continue;
      }
      expect([what, draftReadiness(fit.experiment, to)]).toEqual([what, ready]);
      expect(parseExperiment(fit.experiment)).toEqual(fit.experiment);
      expect(fitToData(fit.experiment, to)).toBeNull();
      expect(undo(commit(startHistory(there), fit.experiment)).present).toBe(there);
    }
  });

  it('keeps its layers where such data can be read, and is replaced where not', () => {
    for (const { id, from, to, toId, experiment } of pairs) {
      const { fit } = moved(experiment, to);
      if (!fit) continue;
      const isText = to.kind === 'text';
      const readsText = kindsOf(experiment)[0] === 'embedding';
      const isPicture = kindsOf(experiment)[0] === 'conv2d' && to.kind !== 'image';
      const isSequence = /^sequence/.test(id) && to.kind === 'image';
      const wants = isText !== readsText || isPicture || isSequence ? 'template' : 'repairs';
      expect(`${id} of ${from} on ${toId} by ${fit.by}`).toBe(`${id} of ${from} on ${toId} by ${wants}`);
    }
  });
});

describe('what is offered', () => {
  it('is the last layer, its activation and the loss, in the order of the repairs', () => {
    const { fit } = moved(defaultExperiment, setOf('houses'));
    expect(fit).toMatchObject({ by: 'repairs', contenders: [] });
    expect(fit?.by === 'repairs' && fit.steps).toEqual([
      { layer: '', repair: { act: 'setLoss', loss: 'meanSquaredError' } },
      { layer: 'dense-3', repair: { act: 'setParam', name: 'units', value: 1 } },
      { layer: 'dense-3', repair: { act: 'setParam', name: 'activation', value: 'linear' } },
    ]);
  });

  it('puts Flatten before the first layer that wants one row', () => {
    const { fit } = moved(defaultExperiment, fashion);
    expect(fit?.experiment && kindsOf(fit.experiment)).toEqual(['flatten', 'dense', 'dense', 'dense']);
  });

  it('is nothing where the model fits, or the data are not ready', () => {
    expect(fitToData(defaultExperiment, moons)).toBeNull();
    expect(fitToData(setDataPlan({ target: 'nothing' })(defaultExperiment), moons)).toBeNull();
  });

  it('is nothing where the stack itself is wrong behind layers that learn', () => {
    const { layers } = defaultExperiment.model;
    const model = addLayer({ layers }, 'conv2d', 1);
    expect(fitToData({ ...defaultExperiment, model }, moons)).toBeNull();
  });

  it.each([
    ['glyphs', 'smallCnn'],
    ['reviews', 'wordAverage'],
    ['weather', 'sequenceGru'],
    ['houses', 'smallDense'],
  ])('for an empty stack on %s is the template %s', (id, template) => {
    const fit = fitToData(on(setOf(id), { ...defaultExperiment, model: { layers: [] } }), setOf(id));
    expect(fit).toMatchObject({ by: 'template', reason: 'empty', template: { id: template } });
  });

  it('ends the rebuilding of samples where they are texts', () => {
    const { there, fit } = moved(made('autoencoder', fashion)!, setOf('reviews'));
    expect(draftReadiness(there, setOf('reviews'))).toMatchObject({
      ok: false,
      page: 'data',
      code: 'reconstructTexts',
    });
    expect(fit).toMatchObject({ by: 'template', reason: 'unreadable' });
    expect(fit?.experiment.data.reconstruct).toBeUndefined();
  });

  it('says that words are no amounts though such a model could be trained', () => {
    const { there, fit } = moved(defaultExperiment, setOf('reviews'));
    const twoClasses = checkDraft(there, setOf('reviews'));
    expect(twoClasses?.ok).toBe(true);
    expect(fit).toMatchObject({ by: 'template', reason: 'amounts', template: { id: 'wordAverage' } });
  });

  it('an embedding of amounts is a problem, of whole numbers as they stand it is not', () => {
    const model = addLayer(addLayer({ layers: [] }, 'embedding', 0), 'flatten', 1);
    const experiment = on(houses, { ...defaultExperiment, model: addLayer(model, 'dense', 2) });
    expect(checkDraft(experiment, houses)?.rows[0]?.problem?.code).toBe('embeddingOfAmounts');
    const plain = setDataPlan({ scaling: 'none' })(experiment);
    expect(checkDraft(plain, houses)?.rows[0]?.problem).toBeNull();
  });

  it('an embedding with fewer rows than the data have words is a problem, and gets as many', () => {
    const reviews = setOf('reviews');
    const wider = setDataPlan({ text: { vocabulary: 12_345 } })(made('wordAverage', reviews)!);
    expect(checkDraft(wider, reviews)?.rows[0]?.problem?.code).toBe('embeddingTooSmall');
    const fit = fitToData(wider, reviews);
    expect(fit).toMatchObject({ by: 'repairs', steps: [{ repair: { name: 'inputDim', value: 12_345 } }] });
    expect(draftReadiness(fit!.experiment, reviews)).toEqual(ready);
  });
});

describe('contenders with layers of their own', () => {
  const [sgd] = defaultExperiment.contenders;
  const contender = (name: string, layers: Contender['changes']): Contender => ({
    ...sgd!,
    name,
    slot: 9,
    ...(layers && { changes: layers }),
  });
  const withOwn = (experiment: Experiment, own: Contender): Experiment => ({
    ...experiment,
    contenders: [...experiment.contenders, own],
  });

  it('are fitted as the model of all is', () => {
    const layers = variantOf(defaultExperiment.model, 'normalised')!;
    const { fit } = moved(withOwn(defaultExperiment, contender('normalised', { layers })), setOf('houses'));
    const own = fit?.experiment.contenders.at(-1)?.changes?.layers;
    expect(own).toEqual(variantOf(fit!.experiment.model, 'normalised'));
    expect(fit).toMatchObject({ by: 'repairs', contenders: ['normalised'] });
    expect(draftReadiness(fit!.experiment, setOf('houses'))).toEqual(ready);
  });

  it('go where the model was replaced and nothing else told them from another', () => {
    const { layers } = addLayer(defaultExperiment.model, 'dense', 0);
    const same = withOwn(defaultExperiment, contender('deeper', { layers }));
    const { fit } = moved(same, setOf('reviews'));
    expect(fit?.experiment.contenders.map(({ name }) => name)).toEqual(['SGD', 'Momentum', 'Adam']);
    const longer = withOwn(defaultExperiment, contender('longer', { layers, epochs: 5 }));
    expect(moved(longer, setOf('reviews')).fit?.experiment.contenders.at(-1)?.changes).toEqual({ epochs: 5 });
  });

  it('alone are offered a fit too', () => {
    const there = on(
      setOf('houses'),
      withOwn(defaultExperiment, contender('own', { layers: defaultExperiment.model.layers })),
    );
    const fitted = fitToData({ ...there, contenders: defaultExperiment.contenders }, setOf('houses'))!.experiment;
    const fit = fitToData({ ...fitted, contenders: there.contenders }, setOf('houses'));
    expect(fit).toMatchObject({ by: 'repairs', steps: [], contenders: ['own'] });
    expect(draftReadiness(fit!.experiment, setOf('houses'))).toEqual(ready);
  });
});
