import { biasParam } from './biasParam.ts';
import { hiddenActivationParam } from './activations.ts';
import { defineLayer } from './kind.ts';
import { conv2d } from './conv2d.ts';
import { slideOverPicture } from './window.ts';

/** How many filters each channel gets. */
export const depthMultiplierParam = {
  type: 'integer',
  default: 1,
  min: 1,
  max: 64,
  scale: 'linear',
  slider: [1, 8],
} as const;

/**
 * A convolution in which every channel has filters of its own: output c · depthMultiplier + m comes from channel c alone. The fans are those that
 * Keras reads off the kernel's shape.
 */
export const depthwiseConv2d = defineLayer({
  kind: 'depthwiseConv2d',
  family: 'convolution',
  params: {
    kernelSize: conv2d.params.kernelSize,
    strides: conv2d.params.strides,
    padding: conv2d.params.padding,
    depthMultiplier: depthMultiplierParam,
    activation: hiddenActivationParam,
    useBias: biasParam,
  },
  outputShape(input, { kernelSize, strides, padding, depthMultiplier }) {
    const channels = (count: number) => count * depthMultiplier;
    return slideOverPicture(input, { window: kernelSize, stride: strides, padding, parameter: 'kernelSize', channels });
  },
  weights([, , channels = 0], { kernelSize, depthMultiplier }) {
    const field = kernelSize * kernelSize;
    const fans = { fanIn: field * channels, fanOut: field * depthMultiplier };
    const shape = [kernelSize, kernelSize, channels, depthMultiplier];
    return [
      { name: 'depthwiseKernel', shape, ...fans, initializer: 'glorotUniform' },
      { name: 'bias', shape: [channels * depthMultiplier], ...fans, initializer: 'zeros' },
    ];
  },
});
