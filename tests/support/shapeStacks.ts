import type { LayerStack } from './layerStacks.ts';

/** Stacks of poolings over pictures, of layers that change the shape, and of what chance does besides dropout. */
export const shapeStacks: Readonly<Record<string, LayerStack>> = {
  'averagePooling2d same with a step, maxPooling2d overlapping': {
    inputShape: [7, 6, 3],
    layers: [
      ['conv2d', { filters: 4, kernelSize: 2, activation: 'tanh' }],
      ['averagePooling2d', { poolSize: 3, strides: 2, padding: 'same' }],
      ['maxPooling2d', { poolSize: 2, strides: 1 }],
    ],
  },
  'conv2d with gaps, globalMaxPooling2d': {
    inputShape: [9, 8, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 3, padding: 'same', dilationRate: 2, activation: 'sigmoid' }],
      ['conv2d', { filters: 5, kernelSize: 2, padding: 'valid', dilationRate: 3, activation: 'relu' }],
      ['globalMaxPooling2d', {}],
    ],
  },
  'zeroPadding2d, upSampling2d, averagePooling2d, globalAveragePooling2d': {
    inputShape: [3, 2, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 1, activation: 'tanh' }],
      ['zeroPadding2d', { padding: 2 }],
      ['upSampling2d', { size: 3 }],
      ['averagePooling2d', { poolSize: 4 }],
      ['conv2d', { filters: 2, kernelSize: 2, activation: 'linear' }],
      ['globalAveragePooling2d', {}],
    ],
  },
  'reshape, permute, spatialDropout1d, gaussianNoise, repeatVector': {
    inputShape: [12],
    layers: [
      ['dense', { units: 12, activation: 'relu' }],
      ['reshape', { size1: 4, size2: -1 }],
      ['spatialDropout1d', { rate: 0.4 }],
      ['permute', { order: 'p21' }],
      ['conv1d', { filters: 4, kernelSize: 2, activation: 'relu' }],
      ['gaussianNoise', { stddev: 0.3 }],
      ['globalAveragePooling1d', {}],
      ['repeatVector', { n: 3 }],
    ],
  },
  'columns of codes behind an embedding, beside columns of numbers': {
    inputShape: [5],
    vocabulary: 4,
    layers: [
      ['columns', { from: 1, to: 2 }],
      ['embedding', { inputDim: 4, outputDim: 3 }],
      ['flatten', {}],
      ['columns', { from: 3, to: 5 }, ['data']],
      ['dense', { units: 4, activation: 'tanh' }],
      ['columns', { from: 2, to: 3 }],
      ['concatenate', {}, [2, 5, 4]],
    ],
  },
  'permutations of three axes, spatialDropout2d': {
    inputShape: [3, 4, 2],
    layers: [
      ['conv2d', { filters: 5, kernelSize: 2, activation: 'tanh' }],
      ['spatialDropout2d', { rate: 0.3 }],
      ['permute', { order: 'p231' }],
      ['conv2d', { filters: 2, kernelSize: 2, activation: 'tanh' }],
      ['permute', { order: 'p321' }],
      ['permute', { order: 'p132' }],
      ['reshape', { size1: 2, size2: 5, size3: 4 }],
      ['permute', { order: 'p312' }],
      ['permute', { order: 'p213' }],
    ],
  },
};
