import { biasParam } from './biasParam.ts';
import { hiddenActivationParam } from './activations.ts';
import { defineLayer } from './kind.ts';
import { dilationParam, slideOverPicture } from './window.ts';

/** Two-dimensional convolution with a square kernel over [height, width, channels]. */
export const conv2d = defineLayer({
  kind: 'conv2d',
  family: 'convolution',
  params: {
    filters: { type: 'integer', default: 32, min: 1, max: 2048, scale: 'log', slider: [1, 256] },
    kernelSize: { type: 'integer', default: 3, min: 1, max: 64, scale: 'linear', slider: [1, 11] },
    strides: { type: 'integer', default: 1, min: 1, max: 16, scale: 'linear', slider: [1, 4] },
    padding: { type: 'choice', default: 'same', choices: ['same', 'valid'] },
    dilationRate: dilationParam,
    activation: hiddenActivationParam,
    useBias: biasParam,
  },
  outputShape(input, { filters, kernelSize, strides, padding, dilationRate }) {
    return slideOverPicture(input, {
      window: kernelSize,
      stride: strides,
      padding,
      dilation: dilationRate,
      parameter: 'kernelSize',
      channels: () => filters,
    });
  },
  weights([, , channels = 0], { filters, kernelSize }) {
    const field = kernelSize * kernelSize;
    const [fanIn, fanOut] = [field * channels, field * filters];
    return [
      {
        name: 'kernel',
        shape: [kernelSize, kernelSize, channels, filters],
        fanIn,
        fanOut,
        initializer: 'glorotUniform',
      },
      { name: 'bias', shape: [filters], fanIn, fanOut, initializer: 'zeros' },
    ];
  },
});
