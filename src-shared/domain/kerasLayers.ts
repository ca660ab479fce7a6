import { stepLayer, timeDistributed as stepWrapper } from '../layers/timeDistributed.ts';
import type { KerasOrigin } from './kerasOrigin.ts';
import type { LayerNode } from './layerGraph.ts';
import type { ParamValues } from './params.ts';
import type { Penalty } from './penalty.ts';
import { StudioError } from '../result.ts';

/** The `config` of a layer as Keras and TF.js write it. */
export type KerasConfig = Readonly<Record<string, unknown>>;

/** A layer of ours without its id. */
export type ReadLayer = Pick<LayerNode, 'kind' | 'params'>;

type Reader = (config: KerasConfig, layer: string, origin: KerasOrigin) => readonly ReadLayer[];

/** One number of a setting that Keras writes once per axis; throws `kerasSetting` where the axes differ. */
function alike(config: KerasConfig, name: string, layer: string, otherwise = 1): number {
  const value = config[name] ?? otherwise;
  const all = (Array.isArray(value) ? value.flat(3) : [value]).map(Number);
  if (all.length === 0 || all.some((one) => one !== all[0] || !Number.isFinite(one))) throw refusal(layer, name, value);
  return all[0]!;
}

function refusal(layer: string, name: string, value: unknown): StudioError {
  return new StudioError('kerasSetting', { layer, name, value: JSON.stringify(value).slice(0, 60) });
}

/** Refuses what our layer does not do; `allowed` are the values that mean the same. */
function must(config: KerasConfig, name: string, layer: string, ...allowed: readonly unknown[]): void {
  const value = config[name];
  if (value !== undefined && value !== null && !allowed.includes(value)) throw refusal(layer, name, value);
}

const one = (kind: string, params: ParamValues): readonly ReadLayer[] => [{ kind, params }];

function activationOf(config: KerasConfig, layer: string): string {
  const value = config.activation ?? 'linear';
  if (typeof value !== 'string') throw refusal(layer, 'activation', value);
  return ownNames[value] ?? value;
}

/** Where Keras has another name for an activation of ours. */
const ownNames: Readonly<Record<string, string>> = { silu: 'swish', leaky_relu: 'leakyRelu' };

/** What convolutions have in common. */
function sliding(config: KerasConfig, layer: string): ParamValues {
  must(config, 'data_format', layer, 'channels_last');
  must(config, 'groups', layer, 1);
  return {
    kernelSize: alike(config, 'kernel_size', layer),
    strides: alike(config, 'strides', layer),
    padding: String(config.padding ?? 'valid'),
    activation: activationOf(config, layer),
    ...bias(config),
  };
}

/** Said only where there is none. */
const bias = (config: KerasConfig): ParamValues => (config.use_bias === false ? { useBias: false } : {});

const dilated = (config: KerasConfig, layer: string): ParamValues => ({
  ...sliding(config, layer),
  dilationRate: alike(config, 'dilation_rate', layer),
});

function pooling(kind: string): Reader {
  return (config, layer) => {
    must(config, 'data_format', layer, 'channels_last');
    const poolSize = alike(config, 'pool_size', layer, 2);
    const strides = config.strides === null ? poolSize : alike(config, 'strides', layer, poolSize);
    return one(kind, {
      poolSize,
      strides: strides === poolSize ? 0 : strides,
      padding: String(config.padding ?? 'valid'),
    });
  };
}

function recurrent(config: KerasConfig, layer: string): ParamValues {
  must(config, 'go_backwards', layer, false);
  must(config, 'dropout', layer, 0);
  must(config, 'recurrent_dropout', layer, 0);
  return {
    units: alike(config, 'units', layer),
    activation: String(config.activation ?? 'tanh'),
    returnSequences: config.return_sequences === true,
    ...bias(config),
  };
}

/**
 * What a layer with gates has besides: said only where they are not the usual sigmoid. Where the file says nothing they are what its writer's
 * are by default. Throws `kerasHardSigmoid` for Keras 3's hard sigmoid, clip(x / 6 + 0.5, 0, 1), which ours is not, and
 * `kerasHardSigmoidOfWhich` where it may be that one.
 */
function gates(config: KerasConfig, layer: string, origin: KerasOrigin): ParamValues {
  const { recurrent_activation: value = origin === 'tfjs' ? 'hard_sigmoid' : 'sigmoid' } = config;
  if (value === 'sigmoid') return {};
  if (value !== 'hard_sigmoid' && value !== 'hardSigmoid') throw refusal(layer, 'recurrent_activation', value);
  if (origin === 'keras3') throw new StudioError('kerasHardSigmoid', { layer });
  if (origin === 'keras') throw new StudioError('kerasHardSigmoidOfWhich', { layer });
  return { recurrentActivation: 'hardSigmoid' };
}

const gated = (config: KerasConfig, layer: string, origin: KerasOrigin): ParamValues => ({
  ...recurrent(config, layer),
  ...gates(config, layer, origin),
});

const gru: Reader = (config, layer, origin) =>
  one('gru', { ...gated(config, layer, origin), resetAfter: config.reset_after === true });

const inner: Readonly<Record<string, string>> = { LSTM: 'lstm', GRU: 'gru', SimpleRNN: 'simpleRNN' };

const bidirectional: Reader = (config, layer, origin) => {
  must(config, 'merge_mode', layer, 'concat');
  const { class_name: name, config: own } = innerLayer(config, layer);
  const kind = inner[name];
  if (kind === undefined) throw refusal(layer, 'layer', name);
  const resetAfter = kind === 'gru' ? { resetAfter: own.reset_after === true } : {};
  const params = kind === 'simpleRNN' ? recurrent(own, layer) : gated(own, layer, origin);
  return one('bidirectional', { layer: kind, ...params, ...resetAfter });
};

const timeDistributed: Reader = (config, layer, origin) => {
  const { class_name: name, config: own } = innerLayer(config, layer);
  const [inner] = Object.hasOwn(kerasReaders, name) ? kerasReaders[name]!(own, layer, origin) : [];
  const { params: specs } = stepWrapper;
  if (!inner || !specs.layer.choices.some((kind) => kind === inner.kind))
    throw new StudioError('kerasTimeDistributed', { layer, inner: name });
  // What is not asked for at every step is as usual there.
  const usual = stepLayer({ layer: inner.kind }).params;
  for (const [param, value] of Object.entries(inner.params))
    if (!(param in specs) && value !== usual[param]) throw refusal(layer, param, value);
  const asked = Object.entries(inner.params).filter(([param]) => param in specs);
  return one('timeDistributed', { layer: inner.kind, ...Object.fromEntries(asked) });
};

function innerLayer(config: KerasConfig, layer: string): { class_name: string; config: KerasConfig } {
  const value = config.layer;
  if (typeof value !== 'object' || value === null || !('class_name' in value) || !('config' in value))
    throw refusal(layer, 'layer', value ?? null);
  return value as { class_name: string; config: KerasConfig };
}

function reshape(config: KerasConfig, layer: string): readonly ReadLayer[] {
  const axes = config.target_shape;
  if (!Array.isArray(axes) || axes.length === 0 || axes.length > 3) throw refusal(layer, 'target_shape', axes ?? null);
  const names = reshapeAxes.slice(0, axes.length);
  return one('reshape', { ...noAxes, ...Object.fromEntries(names.map((name, at) => [name, Number(axes[at])])) });
}

/** Our reshape has a number for each axis, 0 for none. */
const reshapeAxes = ['size1', 'size2', 'size3'] as const;
const noAxes: ParamValues = { size1: 0, size2: 0, size3: 0 };

const rate =
  (kind: string): Reader =>
  (config, layer) =>
    one(kind, { rate: alike(config, 'rate', layer) });
/** What a dropout is by the axes along which its mask is the same. */
const spatialDropouts: Readonly<Record<string, string>> = {
  null: 'dropout',
  '[null,1,null]': 'spatialDropout1d',
  '[null,1,1,null]': 'spatialDropout2d',
};

const plain =
  (kind: string): Reader =>
  (config, layer) => {
    must(config, 'data_format', layer, 'channels_last');
    return one(kind, {});
  };
const nothing: Reader = () => [];

const normalization = (config: KerasConfig): ParamValues => ({
  epsilon: Number(config.epsilon ?? 0.001),
  center: config.center !== false,
  scale: config.scale !== false,
});

/** What a layer's kernels cost by its `kernel_regularizer`, or that of the layer within it; null where nothing. */
export function kerasPenalty(config: KerasConfig): Penalty | null {
  const own = ['kernel_regularizer', 'depthwise_regularizer', 'pointwise_regularizer'].map((name) => config[name]);
  const found = own.flatMap((regularizer) => {
    const { l1 = 0, l2 = 0 } = configOf(regularizer);
    const penalty = { l1: Number(l1 ?? 0), l2: Number(l2 ?? 0) };
    return penalty.l1 > 0 || penalty.l2 > 0 ? [penalty] : [];
  });
  const inner = configOf(config.layer);
  return found[0] ?? (Object.keys(inner).length > 0 ? kerasPenalty(inner) : null);
}

/** The config with its settings changed, and those of the layer it wraps. */
export function mapConfig(config: KerasConfig, change: (key: string, value: unknown) => unknown): KerasConfig {
  const changed = ([key, value]: [string, unknown]): [string, unknown] =>
    key === 'layer'
      ? [key, { ...Object(value), config: mapConfig(configOf(value), change) }]
      : [key, change(key, value)];
  return Object.fromEntries(Object.entries(config).map(changed));
}

/** The `config` of whatever Keras writes as an object of a class; empty where there is none. */
export function configOf(value: unknown): KerasConfig {
  const config: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'config') : null;
  return typeof config === 'object' && config !== null ? (config as KerasConfig) : {};
}

/** How the layers of Keras and TF.js become ours, by class name; those that are not here are named to the reader. */
export const kerasReaders: Readonly<Record<string, Reader>> = {
  InputLayer: nothing,
  Dense: (config, layer) => {
    return one('dense', {
      units: alike(config, 'units', layer),
      activation: activationOf(config, layer),
      ...bias(config),
    });
  },
  // One that changes nothing stands in no stack: the export puts them where a layer reads another twice.
  Activation: (config, layer) => {
    const activation = activationOf(config, layer);
    return activation === 'linear' ? [] : one('activation', { activation });
  },
  ReLU: (config, layer) => {
    must(config, 'negative_slope', layer, 0);
    must(config, 'threshold', layer, 0);
    must(config, 'max_value', layer);
    return one('activation', { activation: 'relu' });
  },
  LeakyReLU: (config) =>
    one('activation', { activation: 'leakyRelu', slope: Number(config.negative_slope ?? config.alpha ?? 0.3) }),
  ELU: (config) => one('activation', { activation: 'elu', alpha: Number(config.alpha ?? 1) }),
  Softmax: () => one('activation', { activation: 'softmax' }),
  Embedding: (config, layer) => {
    must(config, 'mask_zero', layer, false);
    return one('embedding', {
      inputDim: alike(config, 'input_dim', layer),
      outputDim: alike(config, 'output_dim', layer),
    });
  },
  Conv1D: (config, layer) => one('conv1d', { filters: alike(config, 'filters', layer), ...dilated(config, layer) }),
  Conv2D: (config, layer) => one('conv2d', { filters: alike(config, 'filters', layer), ...dilated(config, layer) }),
  Conv2DTranspose: (config, layer) =>
    one('conv2dTranspose', { filters: alike(config, 'filters', layer), ...sliding(config, layer) }),
  DepthwiseConv2D: (config, layer) =>
    one('depthwiseConv2d', { ...sliding(config, layer), depthMultiplier: alike(config, 'depth_multiplier', layer) }),
  SeparableConv2D: (config, layer) =>
    one('separableConv2d', {
      filters: alike(config, 'filters', layer),
      ...sliding(config, layer),
      depthMultiplier: alike(config, 'depth_multiplier', layer),
    }),
  MaxPooling1D: pooling('maxPooling1d'),
  MaxPooling2D: pooling('maxPooling2d'),
  AveragePooling1D: pooling('averagePooling1d'),
  AveragePooling2D: pooling('averagePooling2d'),
  GlobalMaxPooling1D: plain('globalMaxPooling1d'),
  GlobalMaxPooling2D: plain('globalMaxPooling2d'),
  GlobalAveragePooling1D: plain('globalAveragePooling1d'),
  GlobalAveragePooling2D: plain('globalAveragePooling2d'),
  SimpleRNN: (config, layer) => one('simpleRNN', recurrent(config, layer)),
  LSTM: (config, layer, origin) => one('lstm', gated(config, layer, origin)),
  GRU: gru,
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
  BatchNormalization: (config) =>
    one('batchNormalization', { momentum: Number(config.momentum ?? 0.99), ...normalization(config) }),
  LayerNormalization: (config) => one('layerNormalization', normalization(config)),
  Dropout: (config, layer) => {
    const spatial = spatialDropouts[JSON.stringify(config.noise_shape ?? null)];
    if (!spatial) throw refusal(layer, 'noise_shape', config.noise_shape);
    return one(spatial, { rate: alike(config, 'rate', layer) });
  },
  SpatialDropout1D: rate('spatialDropout1d'),
  SpatialDropout2D: rate('spatialDropout2d'),
  GaussianNoise: (config, layer) => one('gaussianNoise', { stddev: alike(config, 'stddev', layer) }),
  Flatten: plain('flatten'),
  Reshape: reshape,
  Columns: (config) => one('columns', { from: Number(config.from), to: Number(config.to) }),
  RepeatVector: (config, layer) => one('repeatVector', { n: alike(config, 'n', layer) }),
  Permute: (config) => one('permute', { order: `p${(config.dims as readonly number[]).join('')}` }),
  UpSampling2D: (config, layer) => {
    must(config, 'interpolation', layer, 'nearest');
    return one('upSampling2d', { size: alike(config, 'size', layer, 2) });
  },
  Add: () => one('add', {}),
  Multiply: () => one('multiply', {}),
  Average: () => one('average', {}),
  Concatenate: (config, layer) => {
    must(config, 'axis', layer, -1);
    return one('concatenate', {});
  },
  Attention: (config, layer) => {
    must(config, 'use_scale', layer, false);
    must(config, 'score_mode', layer, 'dot');
    must(config, 'dropout', layer, 0);
    return one('attention', {});
  },
  ZeroPadding2D: (config, layer) => one('zeroPadding2d', { padding: alike(config, 'padding', layer) }),
};
