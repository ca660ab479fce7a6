import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import type { DataPlan, Experiment } from '#shared/domain/experiment.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';

/** A series without a time: a tide around 0, a pressure around 1000 that follows it, and the direction of the wind. */
export function tideSeries(steps: number): { readonly descriptor: DatasetDescriptor; readonly bytes: DatasetBytes } {
  const rows = Array.from({ length: steps }, (_, step) => {
    const angle = (2 * Math.PI * step) / 12;
    return [Math.sin(angle), 1000 + 20 * Math.cos(angle), step % 2];
  });
  const number = { type: 'number', missing: 0, categories: null, distinct: 100, integer: false } as const;
  const columns: readonly ColumnInfo[] = [
    { name: 'tide', ...number, min: -1, max: 1, mean: 0 },
    { name: 'pressure', ...number, min: 980, max: 1020, mean: 1000 },
    { ...number, name: 'wind', type: 'category', categories: ['N', 'S'], min: null, max: null, mean: null },
  ];
  const descriptor: DatasetDescriptor = {
    format: 'descent-studio/dataset',
    version: 1,
    id: 'tide',
    name: 'Tide',
    kind: 'series',
    task: 'regression',
    origin: 'imported',
    known: null,
    licence: null,
    source: null,
    samples: { dtype: 'float64', shape: [steps, 3] },
    targets: null,
    classes: null,
    columns,
    target: 'tide',
    publishedTest: 0,
    split: { train: steps, validation: 0, test: 0 },
    files: [],
    series: { time: { kind: 'rows' }, start: null, end: null, interval: null, onGrid: false, steps },
    problems: [],
    importedAt: '',
  };
  return { descriptor, bytes: { samples: Float64Array.from(rows.flat()).buffer, targets: null } };
}

/** The plan for tide and pressure together, three steps seen and two steps answered. */
export function tidePlan(descriptor: DatasetDescriptor, patch: Partial<DataPlan> = {}): DataPlan {
  const series = { window: 3, horizon: 2, answers: 'every', stride: 1, resample: 1, gaps: 'hold' } as const;
  return { ...dataPlanFor(descriptor), target: 'tide', moreTargets: ['pressure'], series, ...patch };
}

/** An experiment with a template's model for these answers. */
export function targetsExperiment(
  descriptor: DatasetDescriptor,
  data: DataPlan,
  template = 'linear',
  training: Partial<Experiment['training']> = {},
): Experiment {
  const adam = { name: 'adam 1', optimizer: 'adam', params: { learningRate: 0.05 }, slot: 1 };
  const plan = { ...defaultExperiment, contenders: [adam], training: { ...defaultExperiment.training, ...training } };
  const shape = dataShape(descriptor, data.target, data);
  const chosen = modelTemplates.find(({ id }) => id === template)!;
  const { model, loss } = fromTemplate(chosen, { ...shape, loss: plan.loss });
  return { ...plan, data, model, loss };
}
