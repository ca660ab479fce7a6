import type { LayerStack } from './layerStacks.ts';

const dense = (units: number, activation = 'tanh') => ['dense', { units, activation }] as const;
const conv = (filters: number, kernelSize: number, activation = 'tanh') =>
  ['conv2d', { filters, kernelSize, activation }] as const;

/** Models with branches; `reads` are places in the list. */
export const graphStacks: Readonly<Record<string, LayerStack>> = {
  'a residual block around two dense layers': {
    inputShape: [5],
    layers: [dense(6), dense(7), dense(6, 'linear'), ['add', {}, [2, 0]], ['activation', { activation: 'relu' }]],
  },
  'an output read three times, dropout and flatten among its readers': {
    inputShape: [6],
    layers: [
      dense(5, 'relu'),
      ['dropout', { rate: 0.4 }],
      ['flatten', {}, [0]],
      ['dropout', { rate: 0.3 }],
      ['activation', { activation: 'sigmoid' }, [0]],
      ['average', {}, [1, 3, 4, 0]],
    ],
  },
  'the data read twice, multiply with itself and with another': {
    inputShape: [4],
    layers: [
      dense(5),
      [...dense(5, 'sigmoid'), ['data']],
      ['multiply', {}, [0, 1]],
      ['multiply', {}, [2, 2, 0]],
      ['concatenate', {}, [3, 'data', 1]],
    ],
  },
  'an inception block over a picture': {
    inputShape: [6, 5, 2],
    layers: [
      conv(4, 2, 'relu'),
      conv(3, 1),
      [...conv(2, 1, 'relu'), [0]],
      conv(3, 3),
      ['maxPooling2d', { poolSize: 3, strides: 1, padding: 'same' }, [0]],
      conv(1, 1, 'linear'),
      ['concatenate', {}, [1, 3, 5]],
      ['globalAveragePooling2d', {}],
    ],
  },
  'a residual block over a picture, a pooling after an output that is read twice, normalisations': {
    inputShape: [6, 4, 2],
    layers: [
      conv(3, 2, 'relu'),
      ['maxPooling2d', { poolSize: 2 }],
      conv(3, 3, 'sigmoid'),
      ['batchNormalization', { momentum: 0.5 }],
      ['add', {}, [3, 1]],
      ['layerNormalization', {}],
      ['add', {}, [4, 5]],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }, [0]],
      ['concatenate', {}, [6, 7]],
    ],
  },
  'attention of a sequence to itself and to another, with a key of its own': {
    inputShape: [5, 3],
    layers: [
      ['timeDistributed', { units: 4, activation: 'tanh' }],
      ['attention', {}, [0, 0]],
      ['conv1d', { filters: 4, kernelSize: 2, padding: 'valid', activation: 'linear' }, ['data']],
      ['conv1d', { filters: 2, kernelSize: 2, padding: 'valid', activation: 'tanh' }, ['data']],
      ['attention', {}, [1, 3, 2]],
      ['attention', {}, [1, 2]],
      ['concatenate', {}, [4, 5]],
      ['globalAveragePooling1d', {}],
    ],
  },
  'two branches over an embedding': {
    inputShape: [7],
    vocabulary: 6,
    layers: [
      ['embedding', { inputDim: 6, outputDim: 3 }],
      ['conv1d', { filters: 4, kernelSize: 2, activation: 'tanh' }],
      ['globalMaxPooling1d', {}],
      ['conv1d', { filters: 2, kernelSize: 3, activation: 'relu' }, [0]],
      ['globalAveragePooling1d', {}],
      ['concatenate', {}, [2, 4]],
    ],
  },
};
