import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, type EffectScope } from 'vue';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { editModel, setDataPlan, setTitle } from '#shared/domain/draftEdits.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { addLayer, setLayerParam } from '#shared/domain/layerEdits.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { createDraft, type DraftState } from '../../../src-renderer/stores/draftState.ts';
import { fakeStudio, fashion, houses, moons } from './fakeStudio.ts';

let scope: EffectScope;
let clock = 0;

function makeDraft(kept: Experiment | null = null) {
  const host = fakeStudio(kept);
  scope = effectScope();
  return { host, draft: scope.run(() => createDraft(host.studio, () => clock))! };
}

async function restored(kept: Experiment | null = null) {
  const made = makeDraft(kept);
  await made.draft.restore();
  await settle();
  return made;
}

/** Lets watchers and the fake host's answers through. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await nextTick();
}

const addDense = (draft: DraftState) =>
  draft.change(
    editModel((graph) => addLayer(graph, 'dense', 0)),
    'add',
  );
const units = (draft: DraftState, value: number) =>
  draft.change(
    editModel((graph) => setLayerParam(graph, 'dense-1', 'units', value)),
    'units',
    'dense-1.units',
  );

beforeEach(() => {
  vi.useFakeTimers();
  clock = 0;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

describe('the default experiment', () => {
  it('is a legal experiment that can be trained at once', async () => {
    expect(parseExperiment(defaultExperiment)).toEqual(defaultExperiment);
    const { draft } = await restored();
    expect(draft.dataset.value?.id).toBe('moons');
    expect(draft.readiness.value).toEqual({ ok: true });
    expect(draft.modelCheck.value).toMatchObject({ ok: true });
    expect(draft.stepsPlanned.value).toBe(Math.ceil(600 / 32) * 30);
  });

  it('gives way to the draft of the last start', async () => {
    const { draft } = await restored({ ...defaultExperiment, title: 'Kept' });
    expect(draft.experiment.value.title).toBe('Kept');
    expect(draft.canUndo.value).toBe(false);
  });

  it('stays where somebody changed it before the draft of the last start was there', async () => {
    const { draft } = makeDraft({ ...defaultExperiment, title: 'Kept' });
    const restoring = draft.restore();
    draft.change(setTitle('Quick'));
    await restoring;
    expect(draft.experiment.value.title).toBe('Quick');
    expect(draft.canUndo.value).toBe(true);
  });
});

describe('history', () => {
  it('goes back step by step to the very same object, and forward again', async () => {
    const { draft } = await restored();
    const seen = [draft.experiment.value];
    for (let step = 0; step < 50; step++) {
      addDense(draft);
      seen.push(draft.experiment.value);
    }
    for (const state of seen.toReversed()) {
      expect(draft.experiment.value).toBe(state);
      draft.undo();
    }
    expect(draft.canUndo.value).toBe(false);
    for (const state of seen) {
      expect(draft.experiment.value).toBe(state);
      draft.redo();
    }
    expect(draft.canRedo.value).toBe(false);
  });

  it('makes one step of a slider being drawn, two of two drags', async () => {
    const { draft } = await restored();
    for (const value of [65, 66, 67]) units(draft, value);
    clock += 1500;
    for (const value of [70, 71]) units(draft, value);
    draft.undo();
    expect(draft.experiment.value.model.layers[0]?.params.units).toBe(67);
    draft.undo();
    expect(draft.experiment.value).toBe(defaultExperiment);
  });

  it('does not merge into a state that undo has just brought back', async () => {
    const { draft } = await restored();
    units(draft, 10);
    units(draft, 11);
    draft.undo();
    units(draft, 12);
    draft.undo();
    expect(draft.experiment.value).toBe(defaultExperiment);
  });

  it('begins anew with a loaded experiment', async () => {
    const { draft } = await restored();
    addDense(draft);
    draft.load({ ...defaultExperiment, title: 'Other' });
    expect([draft.canUndo.value, draft.canRedo.value]).toEqual([false, false]);
  });
});

describe('autosave', () => {
  it('waits for a pause of 400 ms and keeps the last state once', async () => {
    const { draft, host } = await restored();
    for (const title of ['A', 'AB', 'ABC']) {
      draft.change(setTitle(title));
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(host.countOf('draft.set')).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(host.countOf('draft.set')).toBe(1);
    expect(host.lastOf('draft.set')).toMatchObject({ experiment: { title: 'ABC' } });
  });

  it('leaves out a state that no file may hold', async () => {
    const { draft, host } = await restored();
    draft.change(setTitle(''));
    await vi.advanceTimersByTimeAsync(1000);
    units(draft, 0.5);
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.countOf('draft.set')).toBe(0);
  });

  it('saves at once when flushed, and nothing after the end', async () => {
    const { draft, host } = await restored();
    draft.change(setTitle('Now'));
    await draft.flush();
    expect(host.countOf('draft.set')).toBe(1);
    draft.change(setTitle('Never'));
    scope.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.countOf('draft.set')).toBe(1);
    expect(host.listening()).toBe(0);
  });
});

describe('the data set', () => {
  it('brings its usual division, and leaves model and loss to repairs', async () => {
    const { draft } = await restored();
    const { model, loss } = draft.experiment.value;
    await draft.setDataset('fashion-mnist');
    await settle();
    expect(draft.experiment.value.data).toMatchObject({ dataset: 'fashion-mnist', target: null, validationSize: 5000 });
    expect(draft.experiment.value.model).toBe(model);
    expect(draft.experiment.value.loss).toBe(loss);
    expect(draft.dataset.value).toBe(fashion);
    expect(draft.readiness.value).toMatchObject({
      ok: false,
      page: 'model',
      code: 'layerProblem',
      detail: { layer: 1 },
    });
    draft.undo();
    await settle();
    expect(draft.dataset.value?.id).toBe('moons');
    expect(draft.readiness.value.ok).toBe(true);
  });

  it('leaves behind what was chosen for the one before, but not the treatment of the same columns read again', async () => {
    const { draft, host } = await restored();
    await draft.setDataset('houses');
    await settle();
    const treatment = { categories: 'code', columns: { rooms: { use: false } } } as const;
    draft.change(setDataPlan({ ...treatment, moreTargets: ['rooms'], unshuffled: true }));
    host.sets.set('again', { ...houses, id: 'again' });
    await draft.setDataset('again');
    await settle();
    const { data } = draft.experiment.value;
    expect(data).toMatchObject({ dataset: 'again', ...treatment });
    for (const name of ['moreTargets', 'unshuffled']) expect(Object.keys(data)).not.toContain(name);
    await draft.setDataset('moons');
    await settle();
    for (const name of Object.keys(treatment)) expect(Object.keys(draft.experiment.value.data)).not.toContain(name);
  });

  it('says which set is missing and waits for it', async () => {
    const { draft, host } = await restored();
    draft.change(setDataPlan({ dataset: 'iris', target: 'class' }));
    await settle();
    expect(draft.datasetError.value).toMatchObject({ code: 'datasetMissing', detail: { value: 'iris' } });
    expect(draft.readiness.value).toMatchObject({ ok: false, page: 'data', code: 'noData' });
    host.sets.set('iris', { ...moons, id: 'iris' });
    host.fire('datasets.changed');
    await settle();
    expect(draft.datasetError.value).toBeNull();
    expect(draft.readiness.value.ok).toBe(true);
  });

  it('keeps target, classes and division together, also through undo', async () => {
    const { draft } = await restored();
    await draft.setDataset('houses');
    await settle();
    expect(draft.experiment.value.data).toMatchObject({ target: 'price', stratified: false });
    await draft.setTarget('rooms');
    await settle();
    expect(draft.experiment.value.data).toMatchObject({ target: 'rooms', stratified: true });
    expect(draft.dataset.value?.classes).toHaveLength(5);
    draft.undo();
    await settle();
    expect(draft.experiment.value.data.target).toBe('price');
    expect(draft.dataset.value).toMatchObject({ target: 'price', classes: null, id: houses.id });
  });

  it('changes nothing where the set cannot be had', async () => {
    const { draft } = await restored();
    expect(await draft.setDataset('nothing')).toMatchObject({ ok: false, code: 'datasetMissing' });
    expect(draft.experiment.value).toBe(defaultExperiment);
  });
});

describe('readiness', () => {
  it('sends a model that is frozen whole back to the model page', async () => {
    const { draft } = await restored();
    const freeze = (graph: LayerGraph) => ({
      ...graph,
      layers: graph.layers.map((node) => ({ ...node, frozen: true })),
    });
    draft.change(editModel(freeze));
    expect(draft.readiness.value).toMatchObject({ page: 'model', code: 'layerProblem' });
  });

  it('names the first page that needs work', async () => {
    const { draft } = await restored();
    draft.change((experiment) => ({ ...experiment, contenders: [] }));
    expect(draft.readiness.value).toMatchObject({ page: 'optimizers', code: 'noContenders' });
    draft.change((experiment) => ({ ...experiment, loss: 'meanSquaredError' }));
    expect(draft.readiness.value).toMatchObject({ page: 'model', code: 'lossNotForData' });
    draft.change((experiment) => ({ ...experiment, model: { layers: [] } }));
    expect(draft.readiness.value).toMatchObject({ page: 'model', code: 'modelEmpty' });
    draft.change(setDataPlan({ target: 'nowhere' }));
    await settle();
    expect(draft.readiness.value).toMatchObject({ page: 'data', code: 'noTarget' });
  });
});

describe('what changes along with the data set', () => {
  it('is one step of the history with it', async () => {
    const { draft } = await restored();
    await draft.setDataset(fashion.id, 'data set', (found) => setTitle(found.name));
    expect(draft.experiment.value).toMatchObject({ title: fashion.name, data: { dataset: fashion.id } });
    draft.undo();
    expect(draft.experiment.value).toEqual(defaultExperiment);
  });
});
