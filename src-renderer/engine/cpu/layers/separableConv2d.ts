import { shapeSize } from '#shared/layers/kind.ts';
import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow, windowArguments } from './window.ts';

/** A depthwise convolution into a room of its own, then a product with the pointwise kernel at every place. */
export const separableConv2d: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const [height = 1, width = 1, filters = 1] = site.outputShape;
  const places = height * width;
  const channels = (site.inputShape.at(-1) ?? 1) * Number(params.depthMultiplier);
  const [size, stride, padding] = [Number(params.kernelSize), Number(params.strides), params.padding];
  const sizes = windowArguments(pictureWindow(site.inputShape, [height, width, channels], { size, stride, padding }));
  const activation = cpuActivation(site, places * filters);
  const [between, y] = [site.room(places * channels), site.room(shapeSize(site.outputShape))];
  const zeros = site.keep(channels);
  const count = site.mostRows * places;
  site.scratch(kernels.depthwiseConv2dScratch(...sizes(site.mostRows)));
  site.scratch(kernels.gemmScratch(count, filters, channels));
  site.scratch(kernels.gemmScratch(channels, filters, count));
  site.scratch(kernels.gemmScratch(count, channels, filters));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [depthwise = 0, pointwise = 0, bias = 0], rows) {
      kernels.depthwiseConv2d(x, depthwise, zeros, between, ...sizes(rows));
      kernels.dense(between, pointwise, bias, y, rows * places, channels, filters, activation.code);
      activation.finish(y, rows * places, filters);
      return y;
    },
    backward({ x, weights: [depthwise = 0, pointwise = 0], gradients, y: out, dy, dx, rows }) {
      const [ofDepthwise = 0, ofPointwise = 0, ofBias = 0] = gradients;
      const total = rows * places;
      activation.backward(out, dy, total, filters);
      if (!isFrozen) {
        kernels.gemm(1, 0, channels, filters, total, between, dy, ofPointwise, 0);
        kernels.sumRows(dy, total, filters, ofBias);
      }
      if (isFrozen && !needsInputGradient) return;
      // The values between have done their part: their gradient takes their place.
      kernels.gemm(0, 1, total, channels, filters, dy, pointwise, between, 0);
      if (!isFrozen) kernels.depthwiseConv2dKernelGradient(x, between, ofDepthwise, ...sizes(rows));
      if (needsInputGradient) kernels.depthwiseConv2dInputGradient(between, depthwise, dx, ...sizes(rows));
    },
  };
};
