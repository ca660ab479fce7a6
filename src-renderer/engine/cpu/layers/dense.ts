import { cpuActivation } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** y = activation(x W + b); dW = xᵀ dy, db = Σ dy, dx = dy Wᵀ. */
export const dense: CpuLayerKind = (site) => {
  const { kernels, mostRows, isFrozen, needsInputGradient } = site;
  const [inputs = 1] = site.inputShape;
  const [units = 1] = site.outputShape;
  const activation = cpuActivation(site, units);
  const y = site.room(units);
  site.scratch(kernels.gemmScratch(mostRows, units, inputs));
  site.scratch(kernels.gemmScratch(inputs, units, mostRows));
  site.scratch(kernels.gemmScratch(mostRows, inputs, units));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [kernel = 0, bias = 0], rows) {
      kernels.dense(x, kernel, bias, y, rows, inputs, units, activation.code);
      activation.finish(y, rows, units);
      return y;
    },
    backward({ x, weights: [kernel = 0], gradients: [kernelGradient = 0, biasGradient = 0], y: out, dy, dx, rows }) {
      activation.backward(out, dy, rows, units);
      if (!isFrozen) {
        kernels.gemm(1, 0, inputs, units, rows, x, dy, kernelGradient, 0);
        kernels.sumRows(dy, rows, units, biasGradient);
      }
      if (needsInputGradient) kernels.gemm(0, 1, rows, inputs, units, dy, kernel, dx, 0);
    },
  };
};
