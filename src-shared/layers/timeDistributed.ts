import { dense } from './dense.ts';
import { hiddenActivationParam } from './activations.ts';
import { defineLayer, shapeOf } from './kind.ts';
import { needsSequence } from './window.ts';

/** Keras' TimeDistributed around a dense layer: the same weights at every step, [steps, features] → [steps, units]. */
export const timeDistributed = defineLayer({
  kind: 'timeDistributed',
  family: 'recurrent',
  params: {
    units: { ...dense.params.units, default: 32 },
    activation: hiddenActivationParam,
    useBias: dense.params.useBias,
  },
  outputShape: (input, { units }) => (input.length === 2 ? shapeOf(input[0]!, units) : needsSequence(input)),
  weights: ([, features = 0], params) => dense.weights([features], params),
});
