import type { Shape } from '#shared/domain/layerGraph.ts';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamSpecs, type ValuesOf } from '#shared/domain/params.ts';
import { batchNormalization } from '#shared/layers/batchNormalization.ts';
import { conv2d } from '#shared/layers/conv2d.ts';
import { dense } from '#shared/layers/dense.ts';
import { dropout } from '#shared/layers/dropout.ts';
import { flatten } from '#shared/layers/flatten.ts';
import type { LayerKind } from '#shared/layers/kind.ts';
import { layerNormalization } from '#shared/layers/layerNormalization.ts';
import { lstm } from '#shared/layers/lstm.ts';
import { maxPooling2d } from '#shared/layers/maxPooling2d.ts';
import { StudioError } from '#shared/result.ts';
import { lstmConfig } from './tfjsRecurrent.ts';

export interface SerialisedLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface LayerWriter {
  readonly className: string;
  /** What TF.js names such a layer: `dense` gives `dense_1`. */
  readonly baseName: string;
  config(row: LayerRow): Readonly<Record<string, unknown>>;
}

/** A writer whose parameters are typed by the layer kind it writes. */
function writer<P extends ParamSpecs>(
  className: string,
  baseName: string,
  kind: LayerKind<P>,
  config: (params: ValuesOf<P>, inputShape: Shape) => Readonly<Record<string, unknown>>,
): LayerWriter {
  return {
    className,
    baseName,
    config: (row) => config(withDefaults(kind.params, row.node.params), row.inputShape ?? []),
  };
}

/** Glorot's uniform initialiser as TF.js spells it; only a model that is trained anew reads it. */
const glorotUniform = {
  class_name: 'VarianceScaling',
  config: { scale: 1, mode: 'fan_avg', distribution: 'uniform', seed: null },
};

const zeros = { class_name: 'Zeros', config: {} };
const ones = { class_name: 'Ones', config: {} };

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

const square = (length: number) => [length, length];

/** How each layer kind is written in a Keras 2 config as TF.js 4 reads it. A new layer kind is one line here. */
const writers: Readonly<Record<string, LayerWriter>> = {
  dense: writer('Dense', 'dense', dense, ({ units, activation }) => ({ units, activation, ...trained })),
  dropout: writer('Dropout', 'dropout', dropout, ({ rate }) => ({ rate, noise_shape: null, seed: null })),
  flatten: writer('Flatten', 'flatten', flatten, () => ({})),
  conv2d: writer('Conv2D', 'conv2d', conv2d, ({ filters, kernelSize, strides, padding, activation }) => ({
    filters,
    kernel_size: square(kernelSize),
    strides: square(strides),
    padding,
    data_format: 'channels_last',
    dilation_rate: square(1),
    activation,
    ...trained,
  })),
  maxPooling2d: writer('MaxPooling2D', 'max_pooling2d', maxPooling2d, ({ poolSize, padding }) => ({
    pool_size: square(poolSize),
    padding,
    strides: square(poolSize),
    data_format: 'channels_last',
  })),
  lstm: writer('LSTM', 'lstm', lstm, (params) => lstmConfig(params, trained)),
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
  readonly row: LayerRow;
  readonly serialised: SerialisedLayer;
}

/** The rows of a checked model as TF.js layers: named by kind and number, the first one with the input shape. */
export function serialiseLayers(rows: readonly LayerRow[], inputShape: Shape): readonly NamedLayer[] {
  const counts = new Map<string, number>();
  return rows.map((row, index) => {
    const { className, baseName, config } = writerOf(row.node.kind);
    const number = (counts.get(baseName) ?? 0) + 1;
    counts.set(baseName, number);
    const name = `${baseName}_${number}`;
    const input = index === 0 ? { batch_input_shape: [null, ...inputShape], dtype: 'float32' } : {};
    return {
      name,
      row,
      serialised: {
        class_name: className,
        config: { ...config(row), name, trainable: row.node.frozen !== true, ...input },
      },
    };
  });
}

function writerOf(kind: string): LayerWriter {
  const found = Object.hasOwn(writers, kind) ? writers[kind] : undefined;
  if (!found) throw new StudioError('exportLayerUnknown', { value: kind, known: Object.keys(writers).join(', ') });
  return found;
}
