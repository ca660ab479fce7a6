import { shapeSize } from '#shared/layers/kind.ts';
import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { windowArguments } from './window.ts';

/** y = activation(x ⋆ kernel + b) over [height, width, channels]. */
export const conv2d: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const filters = site.outputShape.at(-1) ?? 1;
  const places = shapeSize(site.outputShape) / filters;
  const sizes = windowArguments(site.inputShape, site.outputShape, {
    size: Number(params.kernelSize),
    stride: Number(params.strides),
    padding: params.padding,
  });
  const activation = cpuActivation(kernels, site.activation);
  const y = site.room(shapeSize(site.outputShape));
  site.scratch(kernels.conv2dScratch(...sizes(site.mostRows)));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [kernel = 0, bias = 0], rows) {
      kernels.conv2d(x, kernel, bias, y, activation.code, ...sizes(rows));
      activation.finish(y, rows * places, filters);
      return y;
    },
    backward({ x, weights: [kernel = 0], gradients: [kernelGradient = 0, biasGradient = 0], y: out, dy, dx, rows }) {
      activation.backward(out, dy, rows * places, filters);
      if (!isFrozen) {
        kernels.conv2dKernelGradient(x, dy, kernelGradient, ...sizes(rows));
        kernels.sumRows(dy, rows * places, filters, biasGradient);
      }
      if (needsInputGradient) kernels.conv2dInputGradient(dy, kernel, dx, ...sizes(rows));
    },
  };
};
