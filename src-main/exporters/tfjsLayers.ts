import { withKerasInitializers } from '#shared/domain/kerasInitializer.ts';
import { mapConfig } from '#shared/domain/kerasLayers.ts';
import type { InitializerPlan } from '#shared/domain/layerGraph.ts';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { penaltyOf } from '#shared/domain/penalty.ts';
import { withDefaults } from '#shared/domain/params.ts';
import { batchNormalization } from '#shared/layers/batchNormalization.ts';
import { conv1d } from '#shared/layers/conv1d.ts';
import { bidirectional } from '#shared/layers/bidirectional.ts';
import { conv2d } from '#shared/layers/conv2d.ts';
import { conv2dTranspose } from '#shared/layers/conv2dTranspose.ts';
import { dense } from '#shared/layers/dense.ts';
import { depthwiseConv2d } from '#shared/layers/depthwiseConv2d.ts';
import { embedding } from '#shared/layers/embedding.ts';
import { gru } from '#shared/layers/gru.ts';
import { layerNormalization } from '#shared/layers/layerNormalization.ts';
import { lstm } from '#shared/layers/lstm.ts';
import { separableConv2d } from '#shared/layers/separableConv2d.ts';
import { stepLayer } from '#shared/layers/timeDistributed.ts';
import { StudioError } from '#shared/result.ts';
import { conv2dTransposeConfig, depthwiseConv2dConfig, separableConv2dConfig } from './tfjsConvolutions.ts';
import { simpleRNN } from '#shared/layers/simpleRNN.ts';
import { bidirectionalConfig, gruConfig, lstmConfig, scopedByHalf, simpleRnnConfig } from './tfjsRecurrent.ts';
import { mergeWriters } from './tfjsMerges.ts';
import { shapeWriters } from './tfjsShapes.ts';
import {
  reshapeTo,
  square,
  writer,
  type Config,
  type LayerWriter,
  type WrittenLayer,
  type WrittenWeight,
} from './tfjsWriter.ts';

export interface SerialisedLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Glorot's uniform initialiser as TF.js spells it; only a model that is trained anew reads it. */
const glorotUniform = {
  class_name: 'VarianceScaling',
  config: { scale: 1, mode: 'fan_avg', distribution: 'uniform', seed: null },
};

const zeros = { class_name: 'Zeros', config: {} };
const ones = { class_name: 'Ones', config: {} };
const embeddingInitializer = { class_name: 'RandomUniform', config: { minval: -0.05, maxval: 0.05, seed: null } };

const trained = {
  use_bias: true,
  kernel_initializer: glorotUniform,
  bias_initializer: zeros,
  kernel_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  kernel_constraint: null,
  bias_constraint: null,
};

const normalized = {
  beta_initializer: zeros,
  gamma_initializer: ones,
  beta_regularizer: null,
  gamma_regularizer: null,
};

/** Keras lets Conv1D pad causally, TF.js 4 does not: it becomes a picture of height 1, padded on the left. */
function causalConv1d(row: LayerRow): readonly WrittenLayer[] {
  const { filters, kernelSize, strides, dilationRate, activation } = withDefaults(conv1d.params, row.node.params);
  const [length = 0, channels = 0] = row.inputShape ?? [];
  const before = (kernelSize - 1) * dilationRate;
  const [kernel, bias] = row.weights;
  const padding = [
    [0, 0],
    [before, 0],
  ];
  return [
    { ...reshapeTo([1, length, channels]), weights: [] },
    {
      className: 'ZeroPadding2D',
      baseName: 'zero_padding2d',
      config: { padding, data_format: 'channels_last' },
      weights: [],
    },
    {
      className: 'Conv2D',
      baseName: 'conv2d',
      config: {
        ...convolved({ filters, padding: 'valid', activation }),
        kernel_size: [1, kernelSize],
        strides: [1, strides],
        dilation_rate: [1, dilationRate],
        data_format: 'channels_last',
      },
      weights: [{ ...kernel!, shape: [1, ...kernel!.shape] }, ...(bias ? [bias] : [])],
    },
    { ...reshapeTo(row.outputShape ?? []), weights: [] },
  ];
}

function convolved({ filters, padding, activation }: { filters: number; padding: string; activation: string }): Config {
  return { filters, padding, activation, ...trained };
}

const plainConv1d = writer('Conv1D', 'conv1d', conv1d, ({ kernelSize, strides, dilationRate, ...params }) => ({
  ...convolved(params),
  kernel_size: [kernelSize],
  strides: [strides],
  dilation_rate: [dilationRate],
}));

function bidirectionalLayer({ node, weights }: LayerRow): readonly WrittenLayer[] {
  const params = withDefaults(bidirectional.params, node.params);
  const config = bidirectionalConfig(params, trained);
  const scoped = weights.map(scopedByHalf(params.layer));
  return [{ className: 'Bidirectional', baseName: 'bidirectional', config, weights: scoped }];
}

/** A layer at every step is written as it would be by itself, within the wrapper. */
function timeDistributedLayer(row: LayerRow): readonly WrittenLayer[] {
  const { kind, params } = stepLayer(row.node.params);
  const [inputShape, outputShape] = [row.inputShape?.slice(1) ?? [], row.outputShape?.slice(1) ?? []];
  const [own] = writerOf(kind)({ ...row, node: { ...row.node, kind, params }, inputShape, outputShape });
  const { className, baseName, config } = own!;
  const layer = { class_name: className, config: { name: baseName, trainable: true, ...config } };
  return [{ className: 'TimeDistributed', baseName: 'time_distributed', config: { layer } }];
}

/** How each layer kind is written in a Keras 2 config as TF.js 4 reads it. A new layer kind is one line here. */
const writers: Readonly<Record<string, LayerWriter>> = {
  ...shapeWriters,
  ...mergeWriters,
  dense: writer('Dense', 'dense', dense, ({ units, activation }) => ({ units, activation, ...trained })),
  embedding: writer('Embedding', 'embedding', embedding, ({ inputDim, outputDim }) => ({
    input_dim: inputDim,
    output_dim: outputDim,
    embeddings_initializer: embeddingInitializer,
    embeddings_regularizer: null,
    activity_regularizer: null,
    embeddings_constraint: null,
    mask_zero: false,
    input_length: null,
    // As TF.js has it; of the first layer of a stack the samples' shape takes its place.
    batch_input_shape: [null, null],
    dtype: 'float32',
  })),
  conv1d: (row) => (row.node.params.padding === 'causal' ? causalConv1d(row) : plainConv1d(row)),
  conv2d: writer('Conv2D', 'conv2d', conv2d, ({ kernelSize, strides, dilationRate, ...params }) => ({
    ...convolved(params),
    kernel_size: square(kernelSize),
    strides: square(strides),
    data_format: 'channels_last',
    dilation_rate: square(dilationRate),
  })),
  simpleRNN: writer('SimpleRNN', 'simple_rnn', simpleRNN, (params) => simpleRnnConfig(params, trained)),
  gru: writer('GRU', 'gru', gru, (params) => gruConfig(params, trained)),
  lstm: writer('LSTM', 'lstm', lstm, (params) => lstmConfig(params, trained)),
  depthwiseConv2d: writer('DepthwiseConv2D', 'depthwise_conv2d', depthwiseConv2d, (params) =>
    depthwiseConv2dConfig(params, trained),
  ),
  separableConv2d: writer('SeparableConv2D', 'separable_conv2d', separableConv2d, (params) =>
    separableConv2dConfig(params, trained),
  ),
  conv2dTranspose: writer('Conv2DTranspose', 'conv2d_transpose', conv2dTranspose, (params) =>
    conv2dTransposeConfig(params, trained),
  ),
  bidirectional: bidirectionalLayer,
  timeDistributed: timeDistributedLayer,
  batchNormalization: writer('BatchNormalization', 'batch_normalization', batchNormalization, (params) => ({
    axis: -1,
    ...params,
    ...normalized,
    moving_mean_initializer: zeros,
    moving_variance_initializer: ones,
    beta_constraint: null,
    gamma_constraint: null,
  })),
  layerNormalization: writer(
    'LayerNormalization',
    'layer_normalization',
    layerNormalization,
    // As TF.js writes the last axis, the batch counted.
    (params, inputShape) => ({ axis: [inputShape.length], ...params, ...normalized }),
  ),
};

export interface NamedLayer {
  readonly name: string;
  readonly weights: readonly WrittenWeight[];
  readonly serialised: SerialisedLayer;
  /** The names of the layers it reads; null is the data. */
  readonly reads: readonly (string | null)[];
}

/** The rows of a checked model as TF.js layers: named by kind and number, with what each reads. `ofModel` is how its weights are drawn. */
export function serialiseLayers(
  rows: readonly LayerRow[],
  ofModel: InitializerPlan | null = null,
): readonly NamedLayer[] {
  const counts = new Map<string, number>();
  const named = (baseName: string): string => {
    const number = (counts.get(baseName) ?? 0) + 1;
    counts.set(baseName, number);
    return `${baseName}_${number}`;
  };
  const outputs: string[] = [];
  return rows.flatMap((row) => {
    const inputs = row.sources.map((source) => outputs[source] ?? null);
    const written = writerOf(row.node.kind)(row);
    const names = written.map(({ baseName }) => named(baseName));
    outputs.push(names.at(-1)!);
    return written.flatMap(({ className, config, weights = row.weights, reads }, i): NamedLayer[] => {
      const name = names[i]!;
      const before = names[i - 1]!;
      const wanted =
        reads?.map((source) => (source === 'before' ? before : inputs[source]!)) ?? (i === 0 ? inputs : [before]);
      const trainable = row.node.frozen !== true;
      const [copies, from] = readOnce(wanted, named);
      const own = unbiased(drawn(penalised(config, row.node), row.node, ofModel), row.node);
      const serialised = { class_name: className, config: { ...own, name, trainable } };
      return [...copies, { name, weights, reads: from, serialised }];
    });
  });
}

/** The config with the layer's penalty on its kernels, those of a wrapped layer too; only a model that is trained on reads it. */
function penalised(config: Config, node: LayerRow['node']): Config {
  const penalty = penaltyOf(node);
  if (!penalty) return config;
  const regularizer = { class_name: 'L1L2', config: { l1: penalty.l1, l2: penalty.l2 } };
  return mapConfig(config, (key, value) =>
    /^(kernel|depthwise|pointwise)_regularizer$/.test(key) ? regularizer : value,
  );
}

/** The config with how the layer's weights are drawn; only a model that is trained anew reads it. The model's choice is not for recurrent kernels. */
function drawn(config: Config, { initializer = null }: LayerRow['node'], ofModel: InitializerPlan | null): Config {
  return withKerasInitializers(config, (key) => initializer ?? (key === 'recurrent_initializer' ? null : ofModel));
}

/** The config without a bias where the layer does without, that of a wrapped layer too. */
function unbiased(config: Config, { params }: LayerRow['node']): Config {
  if (params.useBias !== false) return config;
  return mapConfig(config, (key, value) => (key === 'use_bias' ? false : value));
}

/** TF.js counts who still needs a value by layers and frees it too early where one layer reads it twice: it reads copies instead. */
function readOnce(
  wanted: readonly (string | null)[],
  named: (baseName: string) => string,
): [NamedLayer[], (string | null)[]] {
  const copies: NamedLayer[] = [];
  const own = wanted.map((from, i) => {
    if (wanted.indexOf(from) === i) return from;
    const name = named('activation');
    const config = { activation: 'linear', name, trainable: true };
    copies.push({ name, weights: [], reads: [from], serialised: { class_name: 'Activation', config } });
    return name;
  });
  return [copies, own];
}

function writerOf(kind: string): LayerWriter {
  const found = Object.hasOwn(writers, kind) ? writers[kind] : undefined;
  if (!found) throw new StudioError('exportLayerUnknown', { value: kind, known: Object.keys(writers).join(', ') });
  return found;
}
