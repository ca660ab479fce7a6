import type { Shape } from '#shared/domain/layerGraph.ts';
import type { ValuesOf } from '#shared/domain/params.ts';
import type { bidirectional } from '#shared/layers/bidirectional.ts';
import type { gru } from '#shared/layers/gru.ts';
import type { WeightSpec } from '#shared/layers/kind.ts';
import type { gatedParams, recurrentParams } from '#shared/layers/recurrent.ts';
import { StudioError } from '#shared/result.ts';

type Config = Readonly<Record<string, unknown>>;
type RecurrentValues = ValuesOf<typeof recurrentParams>;
type GatedValues = ValuesOf<typeof gatedParams>;
type GruValues = ValuesOf<typeof gru.params>;
type BidirectionalValues = ValuesOf<typeof bidirectional.params>;

/** Orthogonal as TF.js spells it; only a model that is trained anew reads it. */
const orthogonal = { class_name: 'Orthogonal', config: { gain: 1, seed: null } };

/** The config of a plain recurrent layer, and what those of the others have in common; `trained` is what all layers with weights have. */
export function simpleRnnConfig({ units, activation, returnSequences }: RecurrentValues, trained: Config): Config {
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

/** Said in any case: TF.js's own gates are `hard_sigmoid` where nothing is, Keras' the sigmoid. */
const gateNames = { sigmoid: 'sigmoid', hardSigmoid: 'hard_sigmoid' } as const;

const gated = ({ recurrentActivation }: GatedValues): Config => ({
  recurrent_activation: gateNames[recurrentActivation],
  implementation: null,
});

export function lstmConfig(params: GatedValues, trained: Config): Config {
  return { ...simpleRnnConfig(params, trained), ...gated(params), unit_forget_bias: true };
}

/** TF.js opens the form of the paper alone; throws `exportGruResetAfter` for the other. */
export function gruConfig(params: GruValues, trained: Config): Config {
  if (params.resetAfter) throw new StudioError('exportGruResetAfter');
  return { ...simpleRnnConfig(params, trained), ...gated(params), reset_after: false };
}

/** What the layer within a bidirectional one is called, and how it is written. */
const inner = {
  lstm: { className: 'LSTM', name: 'lstm', config: lstmConfig },
  gru: { className: 'GRU', name: 'gru', config: gruConfig },
  simpleRNN: { className: 'SimpleRNN', name: 'simple_rnn', config: simpleRnnConfig },
} satisfies Record<BidirectionalValues['layer'], unknown>;

export function bidirectionalConfig(params: BidirectionalValues, trained: Config): Config {
  const { className, name, config } = inner[params.layer];
  return {
    merge_mode: 'concat',
    layer: { class_name: className, config: { name, trainable: true, ...config(params, trained) } },
  };
}

/** Puts before the name of a weight what TF.js puts before that of one half: `forward_lstm/kernel`. */
export function scopedByHalf(
  layer: BidirectionalValues['layer'],
): (weight: WeightSpec) => { name: string; shape: Shape } {
  return ({ name, part, shape }) => ({ name: `${part}_${inner[layer].name}/${name}`, shape });
}
