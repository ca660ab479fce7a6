import type { LayerNode, Shape } from '#shared/domain/layerGraph.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { dataOf } from './dataOf.ts';
import { activationStacks } from './activationStacks.ts';
import { biaslessStacks } from './biaslessStacks.ts';
import { gateStacks } from './gateStacks.ts';
import { graphStacks } from './graphStacks.ts';
import { sequenceStacks } from './sequenceStacks.ts';
import { shapeStacks } from './shapeStacks.ts';

/**
 * A tiny model around some layers. The tables over them cover: the CPU engine's gradients against central differences, WebGL's against the
 * CPU engine's, and forward pass, counts and export against plain `tf.layers`. A test fails for a kind of the registry without a stack.
 */
export interface LayerStack {
  readonly inputShape: Shape;
  /** The samples are token ids below this. */
  readonly vocabulary?: number;
  /** What they read, by place, where that is not the layer before. Flatten and a Dense layer of three classes follow by themselves. */
  readonly layers: readonly (readonly [kind: string, params: ParamValues, reads?: readonly (number | 'data')[]])[];
  /** Why the export refuses it, where it does: the code of its error. */
  readonly noExport?: string;
}

export const STACK_CLASSES = 3;
export const STACK_LOSS = 'categoricalCrossentropy';
const demand = { task: 'classification', units: STACK_CLASSES } as const;

/**
 * By what is special about them; odd sizes and sizes of 1 on purpose. A bias right before a batch normalisation has gradient 0 but for rounding:
 * an activation stands between them.
 */
export const layerStacks: Readonly<Record<string, LayerStack>> = {
  'dense, dropout': {
    inputShape: [5],
    layers: [
      ['dense', { units: 7, activation: 'tanh' }],
      ['dropout', { rate: 0.3 }],
    ],
  },
  'conv2d, maxPooling2d': {
    inputShape: [7, 5, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 2, strides: 2, padding: 'same', activation: 'sigmoid' }],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }],
      ['flatten', {}],
    ],
  },
  'lstm of 3 units over 5 steps': { inputShape: [5, 2], layers: [['lstm', { units: 3 }]] },
  'lstm over lstm, 4 and 5 units': {
    inputShape: [4, 3],
    layers: [
      ['lstm', { units: 4, returnSequences: true, activation: 'tanh' }],
      ['dropout', { rate: 0.25 }],
      ['lstm', { units: 5, activation: 'sigmoid' }],
    ],
  },
  'lstm of 1 unit over 1 step, relu': {
    inputShape: [1, 1],
    layers: [['lstm', { units: 1, activation: 'relu', returnSequences: true }]],
  },
  'depthwiseConv2d, one and three filters a channel, strides, both paddings': {
    inputShape: [7, 6, 3],
    layers: [
      ['depthwiseConv2d', { kernelSize: 3, strides: 2, depthMultiplier: 3, activation: 'tanh' }],
      ['depthwiseConv2d', { kernelSize: 2, padding: 'valid', activation: 'sigmoid' }],
    ],
  },
  'separableConv2d before a pooling, twice': {
    inputShape: [6, 5, 2],
    layers: [
      ['separableConv2d', { filters: 5, kernelSize: 2, depthMultiplier: 2, activation: 'relu' }],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }],
      ['separableConv2d', { filters: 1, kernelSize: 3, strides: 2, padding: 'valid', activation: 'tanh' }],
    ],
  },
  'conv2dTranspose, windows above and below the stride, both paddings': {
    inputShape: [3, 2, 2],
    layers: [
      ['conv2dTranspose', { filters: 3, kernelSize: 3, strides: 2, activation: 'tanh' }],
      ['conv2dTranspose', { filters: 2, kernelSize: 2, strides: 3, padding: 'valid', activation: 'sigmoid' }],
      ['conv2dTranspose', { filters: 5, kernelSize: 4, strides: 1, padding: 'valid', activation: 'linear' }],
      ['maxPooling2d', { poolSize: 5, padding: 'valid' }],
    ],
  },
  'simpleRNN of 5 units, then of 1': {
    inputShape: [4, 3],
    layers: [
      ['simpleRNN', { units: 5, returnSequences: true }],
      ['simpleRNN', { units: 1, activation: 'sigmoid' }],
    ],
  },
  'gru with the reset gate after the product': {
    inputShape: [4, 2],
    layers: [
      ['gru', { units: 4, returnSequences: true }],
      ['gru', { units: 3, activation: 'sigmoid' }],
    ],
    noExport: 'exportGruResetAfter',
  },
  'gru with the reset gate before the product': {
    inputShape: [4, 2],
    layers: [
      ['gru', { units: 4, returnSequences: true, resetAfter: false }],
      ['gru', { units: 3, activation: 'linear', resetAfter: false }],
    ],
  },
  'gru over 1 step': { inputShape: [1, 3], layers: [['gru', { units: 1, resetAfter: false }]] },
  'bidirectional lstm over bidirectional simpleRNN': {
    inputShape: [4, 2],
    layers: [
      ['bidirectional', { layer: 'simpleRNN', units: 4, returnSequences: true }],
      ['bidirectional', { layer: 'lstm', units: 2 }],
    ],
  },
  'timeDistributed first and above a recurrent layer': {
    inputShape: [4, 3],
    layers: [
      ['timeDistributed', { units: 5, activation: 'tanh' }],
      ['simpleRNN', { units: 2, returnSequences: true }],
      ['timeDistributed', { units: 3, activation: 'relu' }],
    ],
  },
  'timeDistributed over the rows of a picture: convolution, both poolings, flatten': {
    inputShape: [3, 7, 2],
    layers: [
      ['timeDistributed', { layer: 'conv1d', filters: 3, kernelSize: 3, padding: 'valid', activation: 'tanh' }],
      ['timeDistributed', { layer: 'maxPooling1d', poolSize: 2, padding: 'same' }],
      ['timeDistributed', { layer: 'averagePooling1d', poolSize: 2, padding: 'valid' }],
      ['timeDistributed', { layer: 'flatten' }],
      ['simpleRNN', { units: 2 }],
    ],
  },
  'timeDistributed over the rows of a picture: without bias, the largest and the mean of every row': {
    inputShape: [2, 4, 3],
    layers: [
      ['timeDistributed', { layer: 'conv1d', filters: 4, kernelSize: 2, activation: 'sigmoid', useBias: false }],
      ['timeDistributed', { layer: 'globalMaxPooling1d' }],
      ['timeDistributed', { layer: 'globalAveragePooling1d' }, [0]],
      ['concatenate', {}, [1, 2]],
    ],
  },
  'bidirectional gru': {
    inputShape: [3, 2],
    layers: [['bidirectional', { layer: 'gru', units: 3, returnSequences: true, resetAfter: false }]],
  },
  'batchNormalization of pictures, after a convolution': {
    inputShape: [5, 4, 2],
    layers: [
      ['conv2d', { filters: 5, kernelSize: 2, activation: 'sigmoid' }],
      ['batchNormalization', { momentum: 0.8 }],
      ['maxPooling2d', { poolSize: 2 }],
    ],
  },
  'batchNormalization of rows, first and without γ, between, without β, and bare': {
    inputShape: [3],
    layers: [
      ['batchNormalization', { scale: false, momentum: 0 }],
      ['dense', { units: 6, activation: 'tanh' }],
      ['batchNormalization', { center: false, epsilon: 1e-5 }],
      ['dense', { units: 1, activation: 'sigmoid' }],
      ['dense', { units: 4, activation: 'tanh' }],
      ['batchNormalization', { center: false, scale: false }],
    ],
  },
  'layerNormalization of pictures and rows, first, without γ, without β': {
    inputShape: [3, 2, 5],
    layers: [
      ['layerNormalization', {}],
      ['conv2d', { filters: 3, kernelSize: 2, activation: 'tanh' }],
      ['layerNormalization', { scale: false, epsilon: 1e-5 }],
      ['flatten', {}],
      ['dense', { units: 7, activation: 'relu' }],
      ['layerNormalization', { center: false }],
    ],
  },
  ...activationStacks,
  ...biaslessStacks,
  ...gateStacks,
  ...graphStacks,
  ...sequenceStacks,
  ...shapeStacks,
};

/** The layers with what follows them. */
export function stackNodes({ inputShape, layers }: LayerStack): LayerNode[] {
  const name = (source: number | 'data'): string => (source === 'data' ? 'input' : `l${source}`);
  const nodes = layers.map(([kind, params, reads], at): LayerNode => ({
    ...{ id: `l${at}`, kind, params },
    ...(reads && { inputs: reads.map(name) }),
  }));
  const inner = checkModel({ layers: nodes }, inputShape, demand, STACK_LOSS).outputShape;
  if (inner?.length !== 1) nodes.push({ id: 'flat', kind: 'flatten', params: {} });
  return [...nodes, { id: 'out', kind: 'dense', params: { units: STACK_CLASSES, activation: 'softmax' } }];
}

/** The model of a stack, checked. */
export function stackCheck(stack: LayerStack): ModelCheck {
  return checkModel({ layers: stackNodes(stack) }, stack.inputShape, demand, STACK_LOSS);
}

/** Samples for a stack, row by row: normal numbers, or tokens with some that repeat. */
export function stackSamples(
  { inputShape, vocabulary }: Pick<LayerStack, 'inputShape' | 'vocabulary'>,
  rows: number,
): Float32Array {
  const random = generator(13, 'stack samples');
  return Float32Array.from({ length: rows * shapeSize(inputShape) }, (_, i) =>
    vocabulary ? random.below(i, vocabulary) : random.normal(i),
  );
}

/** A data set for a stack: all rows train. */
export function stackData(stack: LayerStack, rows: number): PreparedData {
  const targets = Float32Array.from({ length: rows }, (_, row) => row % STACK_CLASSES);
  return dataOf(stack.inputShape, stackSamples(stack, rows), targets, STACK_CLASSES);
}
