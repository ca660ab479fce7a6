import { recurrentKernelGradient, type CellKind } from './cell.ts';

/** h ← activation(x W + h U + b). */
export const simpleRnnCell: CellKind = (site) => {
  const { kernels, steps, padded, activation } = site;
  return {
    gates: 1,
    biases: 1,
    forward: ({ z, h, recurrentKernel, rows }) =>
      kernels.simpleRnn(z, recurrentKernel, h, steps, rows, padded, activation),
    backward(pass) {
      const { z, h, recurrentKernel, dh, stepBytes, gradients, rows } = pass;
      kernels.simpleRnnGradient(z, recurrentKernel, h, dh, stepBytes, steps, rows, padded, activation);
      if (!gradients) return;
      recurrentKernelGradient(site, pass, z, padded, gradients.recurrentKernel);
      kernels.sumRows(z, steps * rows, padded, gradients.bias);
    },
  };
};
