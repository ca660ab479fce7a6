import type { LayerStack } from './layerStacks.ts';

const useBias = false;

/** Every kind that has a bias, without it; what moves behind a pooling or a normalisation among them. */
export const biaslessStacks: Readonly<Record<string, LayerStack>> = {
  'no bias: convolutions over pictures, fused and not, and dense': {
    inputShape: [8, 7, 2],
    layers: [
      ['conv2d', { filters: 3, kernelSize: 2, activation: 'relu', useBias }],
      ['maxPooling2d', { poolSize: 2, padding: 'same' }],
      ['conv2d', { filters: 3, kernelSize: 2, dilationRate: 2, activation: 'tanh', useBias }],
      ['batchNormalization', {}],
      ['depthwiseConv2d', { kernelSize: 2, depthMultiplier: 2, activation: 'tanh', useBias }],
      ['separableConv2d', { filters: 3, kernelSize: 2, activation: 'sigmoid', useBias }],
      ['conv2dTranspose', { filters: 2, kernelSize: 2, strides: 2, activation: 'tanh', useBias }],
      ['flatten', {}],
      ['dense', { units: 5, activation: 'tanh', useBias }],
    ],
  },
  'no bias: along sequences': {
    inputShape: [5, 3],
    layers: [
      ['conv1d', { filters: 4, kernelSize: 2, activation: 'tanh', useBias }],
      ['timeDistributed', { units: 3, activation: 'tanh', useBias }],
      ['gru', { units: 3, returnSequences: true, resetAfter: false, useBias }],
      ['simpleRNN', { units: 4, returnSequences: true, useBias }],
      ['bidirectional', { layer: 'simpleRNN', units: 2, returnSequences: true, useBias }],
      ['lstm', { units: 3, useBias }],
    ],
  },
  'no bias: gru with the reset gate after the product, both ways': {
    inputShape: [3, 2],
    layers: [['bidirectional', { layer: 'gru', units: 4, useBias }]],
    noExport: 'exportGruResetAfter',
  },
};
