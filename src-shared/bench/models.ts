import type { LayerNode, Shape } from '../domain/layerGraph.ts';
import type { OutputDemand } from '../domain/modelCheck.ts';
import type { ParamValues } from '../domain/params.ts';

export const benchModelIds = ['cnn', 'mlp', 'embedding', 'lstm'] as const;
export type BenchModelId = (typeof benchModelIds)[number];

/** A model that is measured, in our own layers; its samples are made by a seeded generator. */
export interface BenchModel {
  readonly id: BenchModelId;
  readonly inputShape: Shape;
  /** Samples are whole numbers below this; null: normal numbers. */
  readonly tokens: number | null;
  readonly demand: OutputDemand;
  readonly loss: string;
  readonly batchSize: number;
  readonly layers: readonly LayerNode[];
}

type Layer = readonly [kind: string, params: ParamValues];

function layers(...list: readonly Layer[]): readonly LayerNode[] {
  return list.map(([kind, params], i) => ({ id: `${kind}-${i + 1}`, kind, params }));
}

/** The Fashion-MNIST network: 412,778 parameters. */
const cnn: BenchModel = {
  id: 'cnn',
  inputShape: [28, 28, 1],
  tokens: null,
  demand: { task: 'classification', units: 10 },
  loss: 'categoricalCrossentropy',
  batchSize: 64,
  layers: layers(
    ['conv2d', { filters: 64, kernelSize: 2, padding: 'same', activation: 'relu' }],
    ['maxPooling2d', { poolSize: 2 }],
    ['dropout', { rate: 0.3 }],
    ['conv2d', { filters: 32, kernelSize: 2, padding: 'same', activation: 'relu' }],
    ['maxPooling2d', { poolSize: 2 }],
    ['dropout', { rate: 0.3 }],
    ['flatten', {}],
    ['dense', { units: 256, activation: 'relu' }],
    ['dropout', { rate: 0.5 }],
    ['dense', { units: 10, activation: 'softmax' }],
  ),
};

const mlp: BenchModel = {
  id: 'mlp',
  inputShape: [13],
  tokens: null,
  demand: { task: 'regression', units: 1 },
  loss: 'meanSquaredError',
  batchSize: 32,
  layers: layers(
    ['dense', { units: 64, activation: 'relu' }],
    ['dense', { units: 64, activation: 'relu' }],
    ['dense', { units: 1, activation: 'linear' }],
  ),
};

/** A classifier of texts: 850,625 parameters. */
const embedding: BenchModel = {
  id: 'embedding',
  inputShape: [256],
  tokens: 10_000,
  demand: { task: 'classification', units: 2 },
  loss: 'binaryCrossentropy',
  batchSize: 64,
  layers: layers(
    ['embedding', { inputDim: 10_000, outputDim: 32 }],
    ['conv1d', { filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }],
    ['maxPooling1d', { poolSize: 2 }],
    ['flatten', {}],
    ['dense', { units: 64, activation: 'relu' }],
    ['dense', { units: 1, activation: 'sigmoid' }],
  ),
};

const lstm: BenchModel = {
  id: 'lstm',
  inputShape: [120, 14],
  tokens: null,
  demand: { task: 'regression', units: 1 },
  loss: 'meanSquaredError',
  batchSize: 32,
  layers: layers(['lstm', { units: 32 }], ['dense', { units: 1, activation: 'linear' }]),
};

export const benchModels: Readonly<Record<BenchModelId, BenchModel>> = { cnn, mlp, embedding, lstm };
