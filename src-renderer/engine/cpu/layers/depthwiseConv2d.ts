import { shapeSize } from '#shared/layers/kind.ts';
import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow, windowArguments } from './window.ts';

/** y = activation(every channel ⋆ filters of its own + b) over [height, width, channels]. */
export const depthwiseConv2d: CpuLayerKind = (site) => {
  const { kernels, params, isFrozen, needsInputGradient } = site;
  const columns = site.outputShape.at(-1) ?? 1;
  const places = shapeSize(site.outputShape) / columns;
  const [size, stride, padding] = [Number(params.kernelSize), Number(params.strides), params.padding];
  const sizes = windowArguments(pictureWindow(site.inputShape, site.outputShape, { size, stride, padding }));
  const activation = cpuActivation(site, places * columns);
  const y = site.room(places * columns);
  site.scratch(kernels.depthwiseConv2dScratch(...sizes(site.mostRows)));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [kernel = 0, bias = 0], rows) {
      kernels.depthwiseConv2d(x, kernel, bias, y, ...sizes(rows));
      activation.apply(y, rows * places, columns);
      return y;
    },
    backward({ x, weights: [kernel = 0], gradients: [kernelGradient = 0, biasGradient = 0], y: out, dy, dx, rows }) {
      activation.backward(out, dy, rows * places, columns);
      if (!isFrozen) {
        kernels.depthwiseConv2dKernelGradient(x, dy, kernelGradient, ...sizes(rows));
        kernels.sumRows(dy, rows * places, columns, biasGradient);
      }
      if (needsInputGradient) kernels.depthwiseConv2dInputGradient(dy, kernel, dx, ...sizes(rows));
    },
  };
};
