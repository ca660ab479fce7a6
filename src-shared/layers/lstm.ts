import { defineLayer } from './kind.ts';
import { gatedParams, recurrentKernels, recurrentShape } from './recurrent.ts';

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), as in Keras: gates i, f, c, o side by side,
 * z = x W + h U + b; c ← σ(z_f) c + σ(z_i) activation(z_c); h = σ(z_o) activation(c). σ is the `recurrentActivation`.
 */
export const lstm = defineLayer({
  kind: 'lstm',
  family: 'recurrent',
  params: gatedParams,
  activatesInside: true,
  outputShape: (input, { units, returnSequences }) => recurrentShape(input, units, returnSequences),
  weights(input, { units }) {
    const kernels = recurrentKernels(input, units, 4);
    const fans = { fanIn: units, fanOut: 4 * units };
    return [...kernels, { name: 'bias', shape: [4 * units], ...fans, initializer: 'unitForgetBias' }];
  },
});
