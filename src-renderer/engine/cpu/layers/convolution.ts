import { cpuActivation } from './activation.ts';
import type { CpuLayer, LayerSite } from './cpuLayer.ts';
import { windowArguments, type SlidingWindow } from './window.ts';

/** y = activation(x ⋆ kernel + b) for a window without gaps. */
export function convolution(site: LayerSite, window: SlidingWindow): CpuLayer {
  const { kernels, isFrozen, needsInputGradient } = site;
  const { filters } = window;
  const places = window.down.outLength * window.across.outLength;
  const sizes = windowArguments(window);
  const activation = cpuActivation(site, places * filters);
  const y = site.room(places * filters);
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
}
