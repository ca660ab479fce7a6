import { describe, expect, it } from 'vitest';
import { repairEdit } from '#shared/domain/draftEdits.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { addLayer } from '#shared/domain/layerEdits.ts';
import { checkModel, lossFits, type ModelCheck, type OutputDemand } from '#shared/domain/modelCheck.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { losses } from '#shared/losses/index.ts';
import { generator } from '#shared/random/generator.ts';

const tenClasses: OutputDemand = { task: 'classification', units: 10 };
const aNumber: OutputDemand = { task: 'regression', units: 1 };

function stack(loss: string, ...layers: readonly (readonly [string, Record<string, number | string>])[]): Experiment {
  const model = layers.reduce((graph, [kind, params], at) => addLayer(graph, kind, at, params), {
    layers: [],
  } as Experiment['model']);
  return { ...defaultExperiment, model, loss };
}

const checkOf = (experiment: Experiment, inputShape: readonly number[], demand: OutputDemand) =>
  checkModel(experiment.model, inputShape, demand, experiment.loss);

/** Takes the first offered repair until nothing is offered. */
function repairAll(
  experiment: Experiment,
  inputShape: readonly number[],
  demand: OutputDemand,
): [Experiment, ModelCheck] {
  for (let round = 0; round < 60; round++) {
    const check = checkOf(experiment, inputShape, demand);
    const row = check.rows.find((candidate) => candidate.problem?.repair);
    const repair = check.problem?.repair ?? row?.problem?.repair;
    if (!repair) return [experiment, check];
    experiment = repairEdit(row?.node.id ?? '', repair)(experiment);
  }
  throw new Error('the repairs go round in circles');
}

describe('a loss that is not for the data', () => {
  it('fits by task, and those with one unit by two classes', () => {
    const fitting = (demand: OutputDemand) => losses.filter(({ id }) => lossFits(id, demand)).map(({ id }) => id);
    const forClasses = ['categoricalCrossentropy', 'klDivergence', 'cosineSimilarity'];
    expect(fitting(tenClasses)).toEqual(forClasses);
    expect(fitting({ task: 'classification', units: 2 }).toSorted()).toEqual(
      [...forClasses, 'binaryCrossentropy', 'hinge'].toSorted(),
    );
    expect(fitting(aNumber)).toEqual(['meanSquaredError', 'meanAbsoluteError', 'huber', 'poisson']);
  });

  it('is the trouble of the model as a whole, and its repair is the usual loss', () => {
    const experiment = stack('meanSquaredError', ['dense', { units: 10, activation: 'softmax' }]);
    const check = checkOf(experiment, [4], tenClasses);
    expect(check.ok).toBe(false);
    expect(check.rows[0]?.problem).toBeNull();
    expect(check.problem).toEqual({
      code: 'lossForNumbers',
      detail: { loss: 'meanSquaredError', wanted: 'categoricalCrossentropy' },
      repair: { act: 'setLoss', loss: 'categoricalCrossentropy' },
    });
    expect(repairAll(experiment, [4], tenClasses)[1].ok).toBe(true);
  });
});

describe('a mismatch of loss, last layer and data', () => {
  it.each([
    ['MAE on classes', 'meanAbsoluteError', tenClasses, 'lossForNumbers'],
    ['cross-entropy on a number', 'categoricalCrossentropy', aNumber, 'lossForClasses'],
    ['two-class cross-entropy on ten', 'binaryCrossentropy', tenClasses, 'lossForTwoClasses'],
  ] as const)('%s is explained, and repaired in one click', (_, loss, demand, code) => {
    const experiment = stack(loss, ['dense', { units: demand.units, activation: 'softmax' }]);
    expect(checkOf(experiment, [4], demand).problem).toMatchObject({ code, repair: { act: 'setLoss' } });
    expect(repairAll(experiment, [4], demand)[1].ok).toBe(true);
  });

  it('softmax over one unit says always 1, and gets the units of the classes', () => {
    const experiment = stack('categoricalCrossentropy', ['dense', { units: 1, activation: 'softmax' }]);
    expect(checkOf(experiment, [4], tenClasses).rows[0]?.problem).toEqual({
      code: 'softmaxOneUnit',
      detail: { shape: '1', units: 10 },
      repair: { act: 'setParam', name: 'units', value: 10 },
    });
  });
});

describe('repairs', () => {
  it('a picture network without its end gets Flatten and the last Dense', () => {
    const [repaired, check] = repairAll(stack('categoricalCrossentropy', ['conv2d', {}]), [8, 8, 1], tenClasses);
    expect(check.ok).toBe(true);
    expect(repaired.model.layers.map((layer) => layer.kind)).toEqual(['conv2d', 'flatten', 'dense']);
    expect(repaired.model.layers[2]?.params).toEqual({ units: 10, activation: 'softmax', useBias: true });
  });

  it('softmax inside, a window too large and layers for pictures on a table are put right', () => {
    const experiment = stack(
      'meanSquaredError',
      ['conv2d', {}],
      ['maxPooling2d', { poolSize: 9 }],
      ['dense', { units: 5, activation: 'softmax' }],
      ['dense', { units: 3, activation: 'softmax' }],
    );
    const [repaired, check] = repairAll(experiment, [13], aNumber);
    expect(check.ok).toBe(true);
    expect(repaired.model.layers.map(({ kind, params }) => [kind, params.units, params.activation])).toEqual([
      ['dense', 5, 'relu'],
      ['dense', 1, 'linear'],
    ]);
  });

  it('lead 500 random stacks to a model that works, or to nothing but an empty one', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = generator(seed, 'repairs');
      const layers = Array.from({ length: 1 + random.below(0, 7) }, (_, at) => {
        const kind = layerKinds[random.below(at + 1, layerKinds.length)]!;
        const choice = 'activation' in kind.params ? { activation: ['relu', 'tanh'][random.below(at + 50, 2)]! } : {};
        return [kind.kind, choice] as const;
      });
      const [inputShape, demand] = seed % 2 ? [[9], aNumber] : [[12, 12, 1], tenClasses];
      const loss = losses[random.below(99, losses.length)]!.id;
      const [, check] = repairAll(stack(loss, ...layers), inputShape, demand);
      expect(check.ok || check.problem?.code === 'modelEmpty').toBe(true);
    }
  });
});
