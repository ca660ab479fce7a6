import { describe, expect, it } from 'vitest';
import { checkModel, lossFits, type OutputDemand } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { losses } from '#shared/losses/index.ts';

const inputs = [
  { inputShape: [2] },
  { inputShape: [13] },
  { inputShape: [28, 28, 1] },
  { inputShape: [4, 4, 3] },
  { inputShape: [32, 32, 3] },
  { inputShape: [24, 4] },
  { inputShape: [1, 1] },
  { inputShape: [40], vocabulary: 10_000 },
  { inputShape: [5], codes: { columns: 2, vocabulary: 9 } },
  { inputShape: [3], codes: { columns: 3, vocabulary: 12 } },
] as const;
const demands: readonly OutputDemand[] = [
  { task: 'classification', units: 2 },
  { task: 'classification', units: 10 },
  { task: 'regression', units: 1 },
];
const cases = modelTemplates.flatMap((template) =>
  inputs
    .filter((input) => template.fits(input))
    .flatMap((input) =>
      demands.flatMap((demand) => losses.map(({ id }) => ({ template, id: template.id, ...input, demand, loss: id }))),
    ),
);

const offered = (inputShape: readonly number[], vocabulary?: number) =>
  modelTemplates
    .filter((template) => template.fits({ inputShape, ...(vocabulary === undefined ? {} : { vocabulary }) }))
    .map(({ id }) => id);

describe('model templates', () => {
  it.each(cases)('$id on $inputShape for $demand.task of $demand.units with $loss', ({ template, ...request }) => {
    const { model, loss, rebuilds } = fromTemplate(template, request);
    const units = shapeSize(request.inputShape);
    const demand = rebuilds ? ({ task: 'regression', units } as const) : request.demand;
    expect(checkModel(model, request.inputShape, demand, loss)).toMatchObject({ ok: true, problems: 0 });
    expect(loss === request.loss).toBe(lossFits(request.loss, demand));
  });

  it('offers the picture networks only to pictures they can halve twice', () => {
    expect(offered([5])).toEqual(['linear', 'smallDense', 'autoencoder']);
    expect(offered([3, 28, 1])).toEqual(['linear', 'smallDense', 'autoencoder']);
    expect(offered([28, 28, 1])).toEqual([
      'linear',
      'smallDense',
      'smallCnn',
      'fashionCnn',
      'smallVgg',
      'smallResNet',
      'autoencoder',
    ]);
  });

  it('offers codes of categories an embedding beside the numbers, and nothing that takes them for sizes', () => {
    const codes = { columns: 2, vocabulary: 9 };
    const fitting = modelTemplates.filter((template) => template.fits({ inputShape: [5], codes }));
    expect(fitting.map(({ id }) => id)).toEqual(['embeddedCategories']);
    const demand = { task: 'regression', units: 1 } as const;
    const { model } = fromTemplate(fitting[0]!, { inputShape: [5], codes, demand, loss: 'meanSquaredError' });
    expect(model.layers.map(({ kind }) => kind).slice(0, 5)).toEqual([
      'columns',
      'embedding',
      'flatten',
      'columns',
      'concatenate',
    ]);
    expect(model.layers[3]).toMatchObject({ params: { from: 3, to: 5 }, inputs: ['input'] });
  });

  it('offers layers that read in order to texts and series only, with a row for every word', () => {
    expect(offered([40], 10_000)).toEqual(['wordAverage', 'sequenceCnn', 'sequenceGru', 'sequenceLstm']);
    expect(offered([24, 4])).toEqual([
      'linear',
      'smallDense',
      'sequenceCnn',
      'sequenceGru',
      'sequenceLstm',
      'autoencoder',
    ]);
    const template = modelTemplates.find(({ id }) => id === 'sequenceLstm')!;
    const demand = { task: 'classification', units: 2 } as const;
    const { model } = fromTemplate(template, {
      inputShape: [40],
      vocabulary: 500,
      demand,
      loss: 'categoricalCrossentropy',
    });
    expect(model.layers.map(({ kind }) => kind)).toEqual(['embedding', 'lstm', 'dense']);
    expect(model.layers[0]!.params).toMatchObject({ inputDim: 500 });
  });

  it('counts the exercise network as the course does', () => {
    const template = modelTemplates.find(({ id }) => id === 'fashionCnn')!;
    const demand = { task: 'classification', units: 10 } as const;
    const loss = 'categoricalCrossentropy';
    const { model } = fromTemplate(template, { inputShape: [28, 28, 1], demand, loss });
    const check = checkModel(model, [28, 28, 1], demand, loss);
    expect(check.rows.map((row) => row.parameters)).toEqual([320, 0, 0, 8224, 0, 0, 0, 401664, 0, 2570]);
    expect(check.parameters).toBe(412778);
  });
});
