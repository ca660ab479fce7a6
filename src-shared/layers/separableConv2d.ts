import { defineLayer } from './kind.ts';
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { slideOverPicture } from './window.ts';

/** A depthwise convolution and then, at every place, a mixture of its channels (Chollet 2017): far fewer weights than a whole convolution. */
export const separableConv2d = defineLayer({
  kind: 'separableConv2d',
  family: 'convolution',
  params: { filters: conv2d.params.filters, ...depthwiseConv2d.params },
  outputShape(input, { filters, kernelSize, strides, padding }) {
    const channels = () => filters;
    return slideOverPicture(input, { window: kernelSize, stride: strides, padding, parameter: 'kernelSize', channels });
  },
  weights([, , channels = 0], { filters, kernelSize, depthMultiplier }) {
    const field = kernelSize * kernelSize;
    const between = channels * depthMultiplier;
    const mixing = { fanIn: between, fanOut: filters };
    return [
      {
        name: 'depthwiseKernel',
        shape: [kernelSize, kernelSize, channels, depthMultiplier],
        fanIn: field * channels,
        fanOut: field * depthMultiplier,
        initializer: 'glorotUniform',
      },
      { name: 'pointwiseKernel', shape: [1, 1, between, filters], ...mixing, initializer: 'glorotUniform' },
      { name: 'bias', shape: [filters], ...mixing, initializer: 'zeros' },
    ];
  },
});
