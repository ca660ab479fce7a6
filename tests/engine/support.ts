import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { Gate } from '../../src-renderer/engine/gate.ts';
import type { FromWorker, RunRequest } from '../../src-renderer/engine/messages.ts';
import { openExecutor } from '../../src-renderer/engine/openExecutor.ts';
import { train, type Checkpoints } from '../../src-renderer/engine/trainer.ts';
import { trainingParts } from '../../src-renderer/engine/trainingParts.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';

const base = {
  format: 'descent-studio/dataset',
  version: 1,
  id: 'tiny',
  name: 'Tiny',
  origin: 'imported',
  known: null,
  licence: null,
  source: null,
  publishedTest: 0,
  files: [],
  problems: [],
  importedAt: '2026-01-01T00:00:00.000Z',
} as const;

/** Two noisy groups of points in the plane. */
export function pointSet(rows: number): { descriptor: DatasetDescriptor; bytes: DatasetBytes } {
  const random = generator(5, 'points');
  const values = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const label = row % 2;
    values.set([random.normal(2 * row) + 2 * label, random.normal(2 * row + 1) - label, label], row * 3);
  }
  const number = {
    type: 'number',
    missing: 0,
    categories: null,
    distinct: 1000,
    integer: false,
    min: -5,
    max: 5,
    mean: 0,
  } as const;
  const columns = [
    { ...number, name: 'x' },
    { ...number, name: 'y' },
    { ...number, name: 'class', type: 'category', categories: ['a', 'b'], distinct: 2 } as const,
  ];
  const descriptor: DatasetDescriptor = {
    ...base,
    kind: 'table',
    task: 'classification',
    samples: { dtype: 'float64', shape: [rows, 3] },
    targets: null,
    classes: [
      { name: 'a', count: rows / 2 },
      { name: 'b', count: rows / 2 },
    ],
    columns,
    target: 'class',
    split: { train: rows, validation: 0, test: 0 },
  };
  return { descriptor, bytes: { samples: values.buffer, targets: null } };
}

/** Pictures of two classes: bright left half or bright right half, with noise. */
export function pictureSet(rows: number, size: number): { descriptor: DatasetDescriptor; bytes: DatasetBytes } {
  const random = generator(6, 'pictures');
  const pixels = new Uint8Array(rows * size * size);
  const labels = Uint8Array.from({ length: rows }, (_, row) => row % 2);
  pixels.forEach((_, i) => {
    const left = i % size < size / 2;
    const bright = left === (labels[Math.floor(i / (size * size))] === 0);
    pixels[i] = Math.floor((bright ? 128 : 0) + 127 * random.uniform(i));
  });
  const descriptor: DatasetDescriptor = {
    ...base,
    kind: 'image',
    task: 'classification',
    samples: { dtype: 'uint8', shape: [rows, size, size, 1] },
    targets: { dtype: 'uint8', shape: [rows] },
    classes: [
      { name: 'left', count: rows / 2 },
      { name: 'right', count: rows / 2 },
    ],
    columns: null,
    target: null,
    split: { train: rows, validation: 0, test: 0 },
  };
  return { descriptor, bytes: { samples: pixels.buffer, targets: labels.buffer } };
}

export function contender(optimizer: string, params: Contender['params'], slot: number): Contender {
  return { name: `${optimizer} ${slot}`, optimizer, params, slot };
}

export function experimentOn(
  target: string | null,
  layers: readonly LayerNode[],
  contenders: readonly Contender[],
  training: Partial<Experiment['training']> = {},
): Experiment {
  return {
    format: 'descent-studio/experiment',
    version: 1,
    title: 'Tiny',
    data: {
      dataset: 'tiny',
      target,
      validationShare: 0.2,
      testShare: 0,
      validationSize: null,
      splitSeed: 7,
      stratified: true,
      scaling: 'standardise',
    },
    model: { layers },
    loss: 'categoricalCrossentropy',
    training: { epochs: 3, batchSize: 16, seeds: [1], limitSteps: null, ...training },
    contenders,
  };
}

export const denseLayers: readonly LayerNode[] = [
  { id: 'l1', kind: 'dense', params: { units: 8, activation: 'tanh' } },
  { id: 'l2', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];

export const pictureLayers: readonly LayerNode[] = [
  { id: 'l1', kind: 'conv2d', params: { filters: 4, kernelSize: 2, activation: 'relu' } },
  { id: 'l2', kind: 'maxPooling2d', params: { poolSize: 2 } },
  { id: 'l3', kind: 'dropout', params: { rate: 0.3 } },
  { id: 'l4', kind: 'flatten', params: {} },
  { id: 'l5', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];

/** Everything a training said, and its controls while it runs. */
export interface Heard {
  readonly messages: FromWorker[];
  readonly gate: Gate;
  readonly done: Promise<void>;
}

/** Trains every contender with every seed on the backend that is set. `onMessage` may use the gate. */
export function trainHere(
  experiment: Experiment,
  set: { descriptor: DatasetDescriptor; bytes: DatasetBytes },
  onMessage: (message: FromWorker, gate: Gate) => void = () => undefined,
  backend: BackendChoice = 'webgl',
  checkpoints: Checkpoints = new Map(),
): Heard {
  const messages: FromWorker[] = [];
  const emit = (message: FromWorker): void => {
    messages.push(message);
    onMessage(message, gate);
  };
  const gate = new Gate((paused, step) => emit({ type: 'paused', paused, step }));
  const runs: RunRequest[] = experiment.training.seeds.flatMap((seed) =>
    experiment.contenders.map((own) => ({ id: `${own.name}/${seed}`, seed, contender: own })),
  );
  const work = async (): Promise<void> => {
    const parts = trainingParts(experiment, set.descriptor, set.bytes);
    const { executor } = await openExecutor(backend, parts);
    const request = { experiment, descriptor: set.descriptor, runs, backend };
    onMessage({ type: 'preparing', stage: 'compiling' }, gate);
    await train(request, parts, executor, gate, emit, checkpoints);
  };
  return { messages, gate, done: work() };
}

/** The loss of every update of a run. */
export function lossesOf(messages: readonly FromWorker[], run: string): (number | null)[] {
  return messages
    .flatMap((message) => (message.type === 'points' ? message.points : []))
    .filter((points) => points.run === run)
    .flatMap((points) => points.steps.flatMap(({ series, values }) => (series === 'loss' ? values : [])));
}

export function endOf(messages: readonly FromWorker[], run: string): Extract<FromWorker, { type: 'runEnded' }> {
  const found = messages.find((message) => message.type === 'runEnded' && message.run === run);
  if (found?.type !== 'runEnded') throw new Error(`no end of ${run}`);
  return found;
}
