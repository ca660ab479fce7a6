import type { ValuesOf } from '#shared/domain/params.ts';
import type { recurrentParams } from '#shared/layers/recurrent.ts';

type Config = Readonly<Record<string, unknown>>;
type RecurrentValues = ValuesOf<typeof recurrentParams>;

/** Orthogonal as TF.js spells it; only a model that is trained anew reads it. */
const orthogonal = { class_name: 'Orthogonal', config: { gain: 1, seed: null } };

/** What the configs of all recurrent layers have in common; `trained` is what all layers with weights have. */
function recurrentConfig({ units, activation, returnSequences }: RecurrentValues, trained: Config): Config {
  return {
    units,
    activation,
    ...trained,
    recurrent_initializer: orthogonal,
    recurrent_regularizer: null,
    recurrent_constraint: null,
    dropout: 0,
    recurrent_dropout: 0,
    return_sequences: returnSequences,
    return_state: false,
    go_backwards: false,
    stateful: false,
    unroll: false,
  };
}

/** TF.js's own gates are `hard_sigmoid` where nothing is said; ours are Keras' sigmoid. */
export function lstmConfig(params: RecurrentValues, trained: Config): Config {
  return {
    ...recurrentConfig(params, trained),
    recurrent_activation: 'sigmoid',
    unit_forget_bias: true,
    implementation: null,
  };
}
