import { recurrentKernelGradient, type CellKind } from './cell.ts';

/** z = x W + h U + b; c ← σ(z_f) c + σ(z_i) activation(z_c); h = σ(z_o) activation(c), where σ opens the gates. */
export const lstmCell: CellKind = (site) => {
  const { kernels, steps, padded, activation, gate } = site;
  const columns = 4 * padded;
  const [c, bent, dc] = [site.room(steps * padded), site.room(steps * padded), site.room(padded)];
  return {
    gates: 4,
    biases: 1,
    forward({ z, h, recurrentKernel, rows }) {
      kernels.lstm(z, recurrentKernel, h, c, bent, steps, rows, padded, activation, gate);
    },
    backward(pass) {
      const { z, recurrentKernel, dh, stepBytes, gradients, rows } = pass;
      kernels.lstmGradient(z, recurrentKernel, c, bent, dh, stepBytes, dc, steps, rows, padded, activation, gate);
      if (!gradients) return;
      recurrentKernelGradient(site, pass, z, columns, gradients.recurrentKernel);
      kernels.sumRows(z, steps * rows, columns, gradients.bias);
    },
  };
};
