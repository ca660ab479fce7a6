import { defineLayer } from './kind.ts';
import { recurrentKernels, recurrentParams, recurrentShape } from './recurrent.ts';

/** The plain recurrent layer (Elman 1990), as in Keras: h ← activation(x W + h U + b). */
export const simpleRNN = defineLayer({
  kind: 'simpleRNN',
  family: 'recurrent',
  params: recurrentParams,
  activatesInside: true,
  outputShape: (input, { units, returnSequences }) => recurrentShape(input, units, returnSequences),
  weights: (input, { units }) => [
    ...recurrentKernels(input, units, 1),
    { name: 'bias', shape: [units], fanIn: units, fanOut: units, initializer: 'zeros' },
  ],
});
