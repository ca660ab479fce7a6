import { recurrentKernelGradient, type CellKind } from './cell.ts';

/** Keras' resetAfter: the candidate is activation(x W + b + σ(r) (h U + b′)). */
export const gruAfterCell: CellKind = (site) => {
  const { kernels, steps, padded, activation, gate } = site;
  const columns = 3 * padded;
  const q = site.room(steps * columns);
  return {
    gates: 3,
    biases: 2,
    forward: ({ z, h, recurrentKernel, bias, rows }) =>
      kernels.gruAfter(z, recurrentKernel, bias + 4 * columns, q, h, steps, rows, padded, activation, gate),
    backward(pass) {
      const { z, h, recurrentKernel, dh, stepBytes, gradients, rows } = pass;
      kernels.gruAfterGradient(z, recurrentKernel, q, h, dh, stepBytes, steps, rows, padded, activation, gate);
      if (!gradients) return;
      recurrentKernelGradient(site, pass, q, columns, gradients.recurrentKernel);
      kernels.sumRows(z, steps * rows, columns, gradients.bias);
      kernels.sumRows(q, steps * rows, columns, gradients.bias + 4 * columns);
    },
  };
};

/** The form of the paper: the candidate is activation(x W + (σ(r) h) U + b). */
export const gruBeforeCell: CellKind = (site) => {
  const { kernels, steps, padded, activation, gate } = site;
  const columns = 3 * padded;
  const [reset, candidates, dReset] = [site.room(steps * padded), site.room(steps * padded), site.room(padded)];
  const ofCandidate = site.keep(padded * padded);
  return {
    gates: 3,
    biases: 1,
    forward: ({ z, h, recurrentKernel, rows }) =>
      kernels.gruBefore(z, recurrentKernel, reset, h, steps, rows, padded, activation, gate),
    backward(pass) {
      const { z, h, recurrentKernel, dh, stepBytes, gradients, rows } = pass;
      kernels.gruBeforeGradient(z, recurrentKernel, h, dh, stepBytes, dReset, steps, rows, padded, activation, gate);
      if (!gradients) return;
      recurrentKernelGradient(site, pass, z, columns, gradients.recurrentKernel);
      // The third of it that belongs to the candidate saw σ(r) h in place of h: 0 at the first step.
      kernels.copyBlocks(z + 8 * padded, columns, candidates, padded, padded, 0, steps * rows);
      kernels.gemm(1, 0, padded, padded, steps * rows, reset, candidates, ofCandidate, 0);
      kernels.copyBlocks(ofCandidate, padded, gradients.recurrentKernel + 8 * padded, columns, padded, 0, padded);
      kernels.sumRows(z, steps * rows, columns, gradients.bias);
    },
  };
};
