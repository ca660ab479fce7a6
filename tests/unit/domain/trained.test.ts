import { describe, expect, it } from 'vitest';
import { repairEdit } from '#shared/domain/draftEdits.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { addLayer, setLayerFrozen } from '#shared/domain/layerEdits.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { trainedTensors, trainedValues } from '#shared/domain/trained.ts';

const demand = { task: 'classification', units: 2 } as const;
const two: LayerGraph = addLayer(addLayer({ layers: [] }, 'dense', 0, { units: 5 }), 'dense', 1, {
  units: 2,
  activation: 'softmax',
});
const checked = (graph: LayerGraph) => checkModel(graph, [2], demand, 'categoricalCrossentropy');

describe('what of a model is trained', () => {
  it('is everything where nothing is frozen: 2·5 + 5 and 5·2 + 2', () => {
    expect([checked(two).parameters, checked(two).trainedParameters]).toEqual([27, 27]);
    expect(trainedTensors(checked(two).rows)).toEqual([true, true, true, true]);
  });

  it('is not what is frozen: the 15 numbers of the first layer', () => {
    const check = checked(setLayerFrozen(two, 'dense-1', true));
    expect([check.ok, check.parameters, check.trainedParameters]).toEqual([true, 27, 12]);
    expect(trainedTensors(check.rows)).toEqual([false, false, true, true]);
  });

  it('is not what a layer keeps as its state', () => {
    const [first] = checked(two).rows;
    const [kernel, bias] = first!.weights;
    const row = { ...first!, weights: [kernel!, { ...bias!, isState: true as const }] };
    expect([trainedTensors([row]), trainedValues([row])]).toEqual([[true, false], 10]);
  });

  it('must be something: a model that is frozen whole names the problem, and the repair lets its last layer learn', () => {
    const all = setLayerFrozen(setLayerFrozen(two, 'dense-1', true), 'dense-2', true);
    const experiment = { ...defaultExperiment, model: all, loss: 'categoricalCrossentropy' };
    const { problem } = checked(all).rows[1]!;
    expect(problem).toEqual({ code: 'nothingToTrain', detail: {}, repair: { act: 'unfreeze' } });
    expect(checked(all).ok).toBe(false);
    const repaired = repairEdit('dense-2', problem!.repair!)(experiment).model;
    expect([checked(repaired).ok, checked(repaired).trainedParameters]).toEqual([true, 12]);
  });

  it('stands in the experiment file as true or false, and nothing else', () => {
    const model = setLayerFrozen(two, 'dense-1', true);
    const file = { ...defaultExperiment, model };
    expect(parseExperiment(JSON.parse(JSON.stringify(file))).model.layers[0]!.frozen).toBe(true);
    const wrong = { ...file, model: { layers: [{ ...model.layers[0], frozen: 'yes' }] } };
    expect(() => parseExperiment(wrong)).toThrow(/experimentField/);
  });
});
