import type { LayerStack } from './layerStacks.ts';

/** Stacks of tokens and sequences. */
export const sequenceStacks: Readonly<Record<string, LayerStack>> = {
  'embedding alone, one value each': {
    inputShape: [6],
    vocabulary: 7,
    layers: [['embedding', { inputDim: 7, outputDim: 1 }]],
  },
  'embedding, conv1d, globalMaxPooling1d': {
    inputShape: [11],
    vocabulary: 9,
    layers: [
      ['embedding', { inputDim: 9, outputDim: 5 }],
      ['conv1d', { filters: 6, kernelSize: 5, padding: 'valid', activation: 'relu' }],
      ['globalMaxPooling1d', {}],
    ],
  },
  'embedding, globalAveragePooling1d, unused tokens': {
    inputShape: [5],
    vocabulary: 3,
    layers: [
      ['embedding', { inputDim: 20, outputDim: 4 }],
      ['globalAveragePooling1d', {}],
    ],
  },
  'conv1d same, stride 2, averagePooling1d same': {
    inputShape: [9, 3],
    layers: [
      ['conv1d', { filters: 5, kernelSize: 4, strides: 2, padding: 'same', activation: 'tanh' }],
      ['averagePooling1d', { poolSize: 3, strides: 2, padding: 'same' }],
    ],
  },
  'conv1d causal, maxPooling1d overlapping': {
    inputShape: [8, 2],
    layers: [
      ['conv1d', { filters: 3, kernelSize: 3, strides: 1, padding: 'causal', activation: 'sigmoid' }],
      ['maxPooling1d', { poolSize: 3, strides: 1, padding: 'valid' }],
    ],
  },
  'conv1d causal with stride and causal with gaps': {
    inputShape: [13, 2],
    layers: [
      ['conv1d', { filters: 3, kernelSize: 2, strides: 2, padding: 'causal', activation: 'tanh' }],
      ['conv1d', { filters: 4, kernelSize: 3, padding: 'causal', dilationRate: 2, activation: 'tanh' }],
      ['globalMaxPooling1d', {}],
    ],
  },
  'conv1d with gaps, same and valid': {
    inputShape: [14, 3],
    layers: [
      ['conv1d', { filters: 4, kernelSize: 3, padding: 'same', dilationRate: 3, activation: 'sigmoid' }],
      ['conv1d', { filters: 2, kernelSize: 2, padding: 'valid', dilationRate: 4, activation: 'linear' }],
      ['averagePooling1d', { poolSize: 4 }],
    ],
  },
  'a sequence of one step and one channel': {
    inputShape: [1, 1],
    layers: [
      ['conv1d', { filters: 1, kernelSize: 3, padding: 'same', activation: 'tanh' }],
      ['maxPooling1d', { poolSize: 1 }],
      ['globalAveragePooling1d', {}],
    ],
  },
};
