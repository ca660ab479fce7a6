import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs, ValuesOf } from '../domain/params.ts';
import { gru } from './gru.ts';
import { defineLayer, type WeightSpec } from './kind.ts';
import { lstm } from './lstm.ts';
import { recurrentShape } from './recurrent.ts';
import { simpleRNN } from './simpleRNN.ts';

const params = {
  layer: { type: 'choice', default: 'lstm', choices: ['lstm', 'gru', 'simpleRNN'] },
  ...gru.params,
} as const satisfies ParamSpecs;

/** A recurrent layer from the first step to the last beside one from the last to the first (Schuster & Paliwal 1997), side by side as in Keras' `concat`. */
export const bidirectional = defineLayer({
  kind: 'bidirectional',
  family: 'recurrent',
  params,
  activatesInside: true,
  outputShape: (input, { units, returnSequences }) => recurrentShape(input, 2 * units, returnSequences),
  weights: (input, values) =>
    (['forward', 'backward'] as const).flatMap((part) =>
      innerWeights(input, values).map((spec) => ({ ...spec, part })),
    ),
});

function innerWeights(input: Shape, values: ValuesOf<typeof params>): readonly WeightSpec[] {
  if (values.layer === 'gru') return gru.weights(input, values);
  return (values.layer === 'lstm' ? lstm : simpleRNN).weights(input, values);
}
