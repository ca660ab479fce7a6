import { shapeSize } from '#shared/layers/kind.ts';
import { activationCodes } from '../kernels.ts';
import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow, windowArguments } from './window.ts';

/** The convolution from the output to the input, taken backwards: its input gradient is this layer's way forward, and the other way round. */
export const conv2dTranspose: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const filters = site.outputShape.at(-1) ?? 1;
  const places = shapeSize(site.outputShape) / filters;
  const [size, stride, padding] = [Number(params.kernelSize), Number(params.strides), params.padding];
  const sizes = windowArguments(pictureWindow(site.outputShape, site.inputShape, { size, stride, padding }));
  const activation = cpuActivation(site, places * filters);
  const y = site.room(places * filters);
  const zeros = site.keep(site.inputShape.at(-1) ?? 1);
  site.scratch(kernels.conv2dScratch(...sizes(site.mostRows)));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [kernel = 0, bias = 0], rows) {
      kernels.conv2dInputGradient(x, kernel, y, ...sizes(rows));
      kernels.addToRows(y, bias, rows * places, filters);
      activation.apply(y, rows * places, filters);
      return y;
    },
    backward({ x, weights: [kernel = 0], gradients: [kernelGradient = 0, biasGradient = 0], y: out, dy, dx, rows }) {
      activation.backward(out, dy, rows * places, filters);
      if (!isFrozen) {
        kernels.conv2dKernelGradient(dy, x, kernelGradient, ...sizes(rows));
        kernels.sumRows(dy, rows * places, filters, biasGradient);
      }
      if (needsInputGradient) kernels.conv2d(dy, kernel, zeros, dx, activationCodes.linear, ...sizes(rows));
    },
  };
};
