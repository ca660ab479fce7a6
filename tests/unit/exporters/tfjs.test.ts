import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel, usualLoss, type ModelCheck, type OutputDemand } from '#shared/domain/modelCheck.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { withInputs } from '#shared/domain/graphEdits.ts';
import type { LayerNode, Shape } from '#shared/domain/layerGraph.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { layerKinds } from '#shared/layers/index.ts';
import es from '#resources/locales/es.json' with { type: 'json' };
import fashion from '#resources/recipes/fashion-mnist.experiment.json' with { type: 'json' };
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import type { ExportedFile, ExportInput } from '#main/exporters/exporter.ts';
import { exporterOf, exporters } from '#main/exporters/index.ts';
import { layerStacks, STACK_CLASSES, stackNodes, stackSamples } from '../../support/layerStacks.ts';
import { referencePrediction } from '../engine-cpu/executorReference.ts';

interface Model {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  readonly layers: readonly (readonly [kind: string, params: ParamValues, inputs?: readonly string[] | undefined])[];
  readonly loss?: string;
  /** Token ids below this in place of numbers. */
  readonly vocabulary?: number;
  readonly noExport?: string;
}

const classes = (units: number): OutputDemand => ({ task: 'classification', units });
const fashionModel = parseExperiment(fashion).model.layers.map((node) => [node.kind, node.params] as const);

const stackModels = Object.entries(layerStacks).map(([name, stack]): [string, Model] => [
  name,
  {
    ...stack,
    demand: { task: 'classification', units: STACK_CLASSES },
    layers: stackNodes(stack).map(({ kind, params, inputs }) => [kind, params, inputs]),
  },
]);

const allModels: Record<string, Model> = {
  'dense only': {
    inputShape: [2],
    demand: classes(3),
    layers: [
      ['dense', { units: 16, activation: 'tanh' }],
      ['dense', { units: 7, activation: 'sigmoid' }],
      ['dense', { units: 3, activation: 'softmax' }],
    ],
  },
  'a number from a table, dropout first': {
    inputShape: [13],
    demand: { task: 'regression', units: 1 },
    layers: [
      ['dropout', { rate: 0.2 }],
      ['dense', { units: 9 }],
      ['dense', { units: 1, activation: 'linear' }],
    ],
  },
  'two classes, one sigmoid': {
    inputShape: [4],
    demand: classes(2),
    loss: 'binaryCrossentropy',
    layers: [['dense', { units: 1, activation: 'sigmoid' }]],
  },
  'flatten first': {
    inputShape: [3, 4, 2],
    demand: classes(2),
    layers: [
      ['flatten', {}],
      ['dense', { units: 2, activation: 'softmax' }],
    ],
  },
  'the Fashion-MNIST network': { inputShape: [28, 28, 1], demand: classes(10), layers: fashionModel },
  'valid padding, strides, colour, odd sizes': {
    inputShape: [13, 11, 3],
    demand: classes(4),
    layers: [
      ['conv2d', { filters: 5, kernelSize: 3, strides: 2, padding: 'valid', activation: 'tanh' }],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }],
      ['conv2d', { filters: 6, kernelSize: 2, strides: 2, padding: 'same', activation: 'linear' }],
      ['flatten', {}],
      ['dense', { units: 4, activation: 'softmax' }],
    ],
  },
  'window over the whole picture, overlapping edges': {
    inputShape: [7, 9, 1],
    demand: classes(3),
    layers: [
      ['conv2d', { filters: 3, kernelSize: 4, strides: 3, padding: 'same', activation: 'sigmoid' }],
      ['maxPooling2d', { poolSize: 3, padding: 'valid' }],
      ['flatten', {}],
      ['dense', { units: 3, activation: 'softmax' }],
    ],
  },
  ...Object.fromEntries(stackModels),
};
const models = Object.fromEntries(Object.entries(allModels).filter(([, { noExport }]) => !noExport));
const refused = Object.entries(allModels).filter(([, { noExport }]) => noExport);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the TF.js export', () => {
  it.each(Object.keys(models))('A18, E17: %s: loadLayersModel predicts the same to 1e-6', async (name) => {
    const input = exportInput(models[name]!);
    const check = checked(models[name]!);
    const model = await tf.loadLayersModel(handlerOver(exporters.tfjs.files(input)));
    expect(model.countParams()).toBe(check.parameters);
    const samples = Float64Array.from(stackSamples(models[name]!, 2));
    const output = model.predict(tf.tensor([...samples], [2, ...input.inputShape]));
    if (Array.isArray(output)) throw new Error('one output expected');
    const found = [...output.dataSync()];
    const expected = [...referencePrediction(check, tensorsOf(check, input.weights), samples, 2)];
    expect(found).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(Math.abs(found[index]! - value)).toBeLessThan(1e-6);
    model.dispose();
  });

  it.each(Object.keys(models))('%s: the topology is what TF.js writes itself', async (name) => {
    const files = exporters.tfjs.files(exportInput(models[name]!));
    const model = await tf.loadLayersModel(handlerOver(files));
    const written = json(files, 'model.json');
    for (const { class_name, config } of written.modelTopology.config.layers)
      // TF.js reads it and forgets to write it.
      if (class_name === 'SeparableConv2D') delete config.depth_multiplier;
    expect(byName(written.modelTopology)).toEqual(byName(model.toJSON(null, false)));
    const isStack = written.modelTopology.class_name === 'Sequential';
    const inOrder = (names: string[]): string[] => (isStack ? names : names.sort());
    expect(inOrder(model.layers.flatMap((layer) => layer.weights.map((weight) => weight.originalName)))).toEqual(
      inOrder(written.weightsManifest[0].weights.map((weight: { name: string }) => weight.name)),
    );
    model.dispose();
  });

  it.runIf(refused.length > 0).each(refused)('%s: is refused with its reason', (_name, model) => {
    expect(() => exporters.tfjs.files(exportInput(model))).toThrow(model.noExport);
  });

  it('covers every layer kind of the registry', () => {
    const used = new Set(Object.values(allModels).flatMap((model) => model.layers.map(([kind]) => kind)));
    expect([...used].sort()).toEqual(layerKinds.map((kind) => kind.kind).sort());
  });

  it('writes a penalty on kernels where TF.js has it, within a wrapper too', async () => {
    const input = exportInput(models['timeDistributed first and above a recurrent layer']!);
    const { model } = input.experiment;
    const layers = model.layers.map((node) => ({ ...node, regularizer: { l1: 0.01, l2: 0.5 } }));
    const files = exporters.tfjs.files({ ...input, experiment: { ...input.experiment, model: { ...model, layers } } });
    const loaded = await tf.loadLayersModel(handlerOver(files));
    const penalty = { class_name: 'L1L2', config: { l1: 0.01, l2: 0.5 } };
    const [first, second] = json(files, 'model.json').modelTopology.config.layers;
    expect([first.config.layer.config.kernel_regularizer, second.config.kernel_regularizer]).toEqual([
      penalty,
      penalty,
    ]);
    expect(second.config.recurrent_regularizer).toBeNull();
    loaded.dispose();
  });

  it('keeps the weights bit for bit, little-endian', () => {
    const input = exportInput(models['dense only']!);
    const file = exporters.tfjs.files(input).find(({ name }) => name === 'weights.bin')!;
    const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
    expect(file.bytes.byteLength).toBe(input.weights.length * 4);
    for (const [index, value] of input.weights.entries()) expect(view.getFloat32(index * 4, true)).toBe(value);
  });

  it('writes the preprocessing and says how to use it', () => {
    const input = exportInput(models['dense only']!);
    const preprocessing = { steps: [{ step: 'standardise', mean: [0.5, 1], deviation: [2, 3] }] };
    expect(names(exporters.tfjs.files(input))).toEqual(['model.json', 'weights.bin', 'how-to-use.md']);
    const files = exporters.tfjs.files({ ...input, preprocessing });
    expect(json(files, 'preprocessing.json')).toEqual(preprocessing);
    expect(text(files, 'how-to-use.md')).toContain('`preprocessing.json`');
    expect(text(files, 'how-to-use.md')).toContain('tf.zeros([1,2])');
    expect(text(files, 'how-to-use.md')).not.toMatch(/\{\w+\}|exported\./);
    expect(text(exporters.tfjs.files({ ...input, messages: es }), 'how-to-use.md')).toContain('Un modelo entrenado');
  });

  it('refuses weights of another model and a model that does not work', () => {
    const input = exportInput(models['dense only']!);
    expect(() => exporters.tfjs.files({ ...input, weights: new Float32Array(3) })).toThrow('exportWeightsMismatch');
    expect(() => exporters.tfjs.files({ ...input, demand: classes(4) })).toThrow('exportModelWrong');
    expect(() => exporterOf('onnx')).toThrow('exportFormatUnknown');
  });
});

/** TF.js puts the layers of a model with branches in an order of its own. */
function byName(topology: unknown): unknown {
  const { class_name, config, ...rest } = topology as { class_name: string; config: { layers: { name: string }[] } };
  if (class_name === 'Sequential') return topology;
  return {
    ...rest,
    class_name,
    config: { ...config, layers: config.layers.toSorted((a, b) => (a.name < b.name ? -1 : 1)) },
  };
}

function experimentOf({ layers, demand, loss }: Model): Experiment {
  const nodes: LayerNode[] = layers.map(([kind, params, inputs], index) =>
    withInputs({ id: `l${index}`, kind, params }, inputs),
  );
  return { ...parseExperiment(fashion), loss: loss ?? usualLoss(demand.task), model: { layers: nodes } };
}

function checked(model: Model): ModelCheck {
  const { model: graph, loss } = experimentOf(model);
  const check = checkModel(graph, model.inputShape, model.demand, loss);
  expect(check.ok).toBe(true);
  return check;
}

/** The weights one tensor after another, in doubles. */
function tensorsOf(check: ModelCheck, weights: Float32Array): Float64Array[] {
  let at = 0;
  return check.rows
    .flatMap((row) => row.weights)
    .map(({ shape }) => Float64Array.from(weights.subarray(at, (at += size(shape)))));
}

/** Random weights of a sensible size: uniform, scaled by the fan-in, biases too. */
function exportInput(model: Model): ExportInput {
  const specs = checked(model).rows.flatMap((row) => row.weights);
  const values = specs.flatMap(({ name, shape, fanIn }, index) => {
    const own = numbers(size(shape), index + 7, 1 / Math.sqrt(fanIn));
    // No variance is negative.
    return name === 'movingVariance' ? own.map((value) => Math.fround(0.5 + value ** 2)) : own;
  });
  const { inputShape, demand } = model;
  return {
    experiment: experimentOf(model),
    inputShape,
    demand,
    weights: Float32Array.from(values),
    appVersion: '0.0.0-test',
  };
}

function size(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Uniform in (−scale, scale), the same for a seed (a linear congruential generator: test data only). */
function numbers(count: number, seed: number, scale: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround((state / 2 ** 31 - 1) * scale);
  });
}

const names = (files: readonly ExportedFile[]) => files.map(({ name }) => name);

function text(files: readonly ExportedFile[], name: string): string {
  return new TextDecoder().decode(files.find((file) => file.name === name)!.bytes);
}

function json(files: readonly ExportedFile[], name: string) {
  return JSON.parse(text(files, name));
}

/** Reads the written files the way TF.js reads them from the network. */
function handlerOver(files: readonly ExportedFile[]): tf.io.IOHandler {
  const model = json(files, 'model.json');
  const bytes = files.find(({ name }) => name === model.weightsManifest[0].paths[0])!.bytes;
  const weightData = bytes.slice().buffer;
  return {
    load: async () => ({ ...model, weightSpecs: model.weightsManifest[0].weights, weightData }),
  };
}
