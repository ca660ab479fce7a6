import { biasParam } from './biasParam.ts';
import { hiddenActivationParam } from './activations.ts';
import { defineLayer } from './kind.ts';
import { dilationParam, slideOverSequence } from './window.ts';

/** One-dimensional convolution along [length, channels]: each filter looks for a pattern of `kernelSize` steps. */
export const conv1d = defineLayer({
  kind: 'conv1d',
  family: 'convolution',
  params: {
    filters: { type: 'integer', default: 32, min: 1, max: 2048, scale: 'log', slider: [1, 256] },
    kernelSize: { type: 'integer', default: 3, min: 1, max: 1024, scale: 'linear', slider: [1, 15] },
    strides: { type: 'integer', default: 1, min: 1, max: 64, scale: 'linear', slider: [1, 4] },
    padding: { type: 'choice', default: 'same', choices: ['same', 'valid', 'causal'] },
    dilationRate: dilationParam,
    activation: hiddenActivationParam,
    useBias: biasParam,
  },
  outputShape(input, { filters, kernelSize, strides, padding, dilationRate }) {
    return slideOverSequence(input, {
      window: kernelSize,
      stride: strides,
      padding,
      dilation: dilationRate,
      parameter: 'kernelSize',
      channels: () => filters,
    });
  },
  weights([, channels = 0], { filters, kernelSize }) {
    const [fanIn, fanOut] = [kernelSize * channels, kernelSize * filters];
    return [
      { name: 'kernel', shape: [kernelSize, channels, filters], fanIn, fanOut, initializer: 'glorotUniform' },
      { name: 'bias', shape: [filters], fanIn, fanOut, initializer: 'zeros' },
    ];
  },
});
