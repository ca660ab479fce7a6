import { defineLayer } from './kind.ts';
import { gatedParams, recurrentKernels, recurrentShape } from './recurrent.ts';

/**
 * Gated recurrent unit (Cho et al. 2014), as in Keras: gates z, r and the candidate side by side, h ← σ(z) h + (1 − σ(z)) candidate, where σ is
 * the `recurrentActivation`. With `resetAfter` the candidate is activation(x W + b + σ(r) (h U + b′)), with a second bias, as in Keras 2 and
 * PyTorch; without it, as in the paper, activation(x W + (σ(r) h) U + b), the only form that TF.js opens.
 */
export const gru = defineLayer({
  kind: 'gru',
  family: 'recurrent',
  params: { ...gatedParams, resetAfter: { type: 'boolean', default: true } },
  activatesInside: true,
  outputShape: (input, { units, returnSequences }) => recurrentShape(input, units, returnSequences),
  weights(input, { units, resetAfter }) {
    const columns = 3 * units;
    const bias = { name: 'bias', fanIn: units, fanOut: columns, initializer: 'zeros' } as const;
    return [...recurrentKernels(input, units, 3), { ...bias, shape: resetAfter ? [2, columns] : [columns] }];
  },
});
