import type { LayerStack } from './layerStacks.ts';

const alone = (activation: string, params = {}) => ['activation', { activation, ...params }] as const;
const dense = (activation: string, units = 7) => ['dense', { units, activation }] as const;

/** Stacks of activations: inside layers of every kind that has one, and as layers of their own, before and behind what may work in place. */
export const activationStacks: Readonly<Record<string, LayerStack>> = {
  'elu, selu and softplus inside dense': {
    inputShape: [5],
    layers: [dense('elu'), ['dropout', { rate: 0.3 }], dense('selu', 5), dense('softplus', 6)],
  },
  'gelu, swish and softsign inside dense': {
    inputShape: [5],
    layers: [dense('gelu'), ['dropout', { rate: 0.3 }], dense('swish', 5), dense('softsign', 6)],
  },
  'gelu and swish inside convolutions, before poolings': {
    inputShape: [7, 6, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 2, activation: 'swish' }],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }],
      ['separableConv2d', { filters: 4, kernelSize: 2, activation: 'gelu' }],
      ['depthwiseConv2d', { kernelSize: 2, activation: 'swish', padding: 'same' }],
      ['globalMaxPooling2d', {}],
    ],
  },
  'elu and selu in a convolution with gaps, one turned round and one along a sequence': {
    inputShape: [6, 5, 1],
    layers: [
      ['conv2d', { filters: 2, kernelSize: 2, dilationRate: 2, activation: 'selu' }],
      ['conv2dTranspose', { filters: 2, kernelSize: 2, strides: 1, activation: 'gelu' }],
      ['reshape', { size1: 12, size2: -1 }],
      ['conv1d', { filters: 3, kernelSize: 3, activation: 'elu' }],
      ['timeDistributed', { units: 2, activation: 'swish' }],
    ],
  },
  'activations first, relu and leakyRelu with dropout behind them': {
    inputShape: [6],
    layers: [
      alone('softsign'),
      dense('linear'),
      alone('leakyRelu', { slope: 0.1 }),
      ['dropout', { rate: 0.3 }],
      dense('linear'),
      alone('relu'),
      ['dropout', { rate: 0.4 }],
    ],
  },
  'activation layers elu of alpha 0.5, selu, tanh, sigmoid, linear': {
    inputShape: [4],
    layers: [
      ...[alone('elu', { alpha: 0.5 }), alone('elu'), alone('selu'), alone('tanh')].flatMap((layer) => [
        dense('linear', 5),
        layer,
      ]),
      dense('linear', 5),
      alone('sigmoid'),
      alone('linear'),
    ],
  },
  'activation layers gelu, swish, softplus, and softmax over channels': {
    inputShape: [4, 3, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 2, activation: 'linear' }],
      alone('gelu'),
      ['conv2d', { filters: 4, kernelSize: 2, activation: 'linear' }],
      alone('softmax'),
      ['conv2d', { filters: 2, kernelSize: 2, activation: 'linear' }],
      alone('swish'),
      ['maxPooling2d', { poolSize: 2 }],
      ['flatten', {}],
      dense('linear', 5),
      alone('softplus'),
    ],
  },
};
