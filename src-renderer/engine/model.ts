import type * as tf from '@tensorflow/tfjs';
import type { LayerRow, ModelCheck } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { penalties, type Penalty } from '#shared/domain/penalty.ts';
import { trainedTensors } from '#shared/domain/trained.ts';
import { leftOutBiases } from '#shared/layers/bias.ts';
import { embedding } from '#shared/layers/embedding.ts';
import { layerKind } from '#shared/layers/index.ts';
import { randomStrength } from '#shared/layers/randomStrength.ts';
import { outputActivation } from '#shared/layers/outputActivation.ts';
import { activate } from './activations.ts';
import { DropoutMask } from './dropoutMask.ts';
import { forwardWithBias } from './layers/forwardWithBias.ts';
import { forwardOf } from './layers/index.ts';
import type { Forward } from './layers/forward.ts';
import { codeRanges, type CodeRange } from './tokens.ts';
import { placeProgramLayers, type PlacedLayer } from './webgl/layers/index.ts';
import { hasPackedPrograms } from './webgl/programs/packed.ts';

interface Stage {
  /** Positions of the layers it reads; below 0 the data. */
  readonly sources: readonly number[];
  readonly kind: string;
  readonly forward: Forward;
  readonly params: ParamValues;
  readonly activation: string;
  readonly weightCount: number;
  readonly isFrozen: boolean;
  /** The layer in own programs, for WebGL; null where it has none. */
  readonly programs: PlacedLayer | null;
}

/** An update of a model: what is dropped, and who takes the new value of a state tensor, by its place among all weights. */
export interface TrainingPass {
  /** `masks[i]` belongs to layer i. */
  readonly masks: Masks;
  /** Where the tokens of the batch stand, for an embedding's gradient; null where it has none or needs no help. */
  readonly tokenPlaces: tf.Tensor | null;
  /** Called while gradients are recorded; what is to outlive that must be kept. */
  setState(at: number, value: tf.Tensor): void;
}

/** A checked model as functions of its weights; holds no tensor itself. */
export interface Model {
  readonly weightShapes: readonly (readonly number[])[];
  /** Whether each weight tensor is trained. */
  readonly trained: readonly boolean[];
  /** What the values of each weight tensor cost; null where nothing. */
  readonly penalties: readonly (Penalty | null)[];
  /** Tokens the first layer knows where it is an embedding, else null: samples are then ids below this. */
  readonly vocabulary: number | null;
  /** Columns of a sample that are ids for an embedding further in. */
  readonly codes: readonly CodeRange[];
  /** Last layer before its activation, as losses want it; `training` is null where the model answers. */
  logits(x: tf.Tensor, weights: readonly tf.Tensor[], training: TrainingPass | null): tf.Tensor;
  /** What leaves every layer for these samples, through its activation, the last one's too; outside training. */
  outputs(x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor[];
  /** What the trained model answers: the logits through the last activation. */
  predict(x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor;
  /** The dropout of one update, from seed, layer and update number alone; the caller disposes them. */
  masks(seed: number, update: number): Masks;
}

export type Masks = readonly (DropoutMask | null)[];

/** Builds the forward pass of a model that `checkModel` accepted. */
export function buildModel(check: ModelCheck): Model {
  const placed = placeProgramLayers(check.rows);
  const stages = check.rows.map((row, index): Stage => ({ ...stageOf(row), programs: placed[index] ?? null }));
  const last = stages.length - 1;
  const run = (x: tf.Tensor, weights: readonly tf.Tensor[], training: TrainingPass | null): tf.Tensor[] => {
    const hasPrograms = hasPackedPrograms();
    let at = 0;
    const outputs: tf.Tensor[] = [];
    for (const [index, stage] of stages.entries()) {
      const { forward, params, activation, weightCount, isFrozen, programs } = stage;
      const first = at;
      const own = weights.slice(at, (at += weightCount));
      const xs = stage.sources.map((source) => (source < 0 ? x : outputs[source]!));
      const value = xs[0]!;
      if (hasPrograms && programs?.axes === value.rank) {
        outputs.push(programs.layer(value, own, programs.site));
        continue;
      }
      const out = forward({
        x: value,
        xs,
        weights: own,
        params,
        mask: training?.masks[index] ?? null,
        tokenPlaces: training?.tokenPlaces ?? null,
        isTraining: training !== null,
        isFrozen,
        setState: (place, state) => training?.setState(first + place, state),
      });
      outputs.push(index === last ? out : activate(activation, out));
    }
    return outputs;
  };
  const logits: Model['logits'] = (x, weights, training) => run(x, weights, training).at(-1) ?? x;
  const answer = (values: tf.Tensor): tf.Tensor => activate(stages[last]?.activation, values);
  return {
    weightShapes: check.rows.flatMap((row) => row.weights.map((weight) => weight.shape)),
    trained: trainedTensors(check.rows),
    penalties: penalties(check.rows),
    vocabulary: vocabularyOf(stages[0]),
    codes: codeRanges(check.rows),
    logits,
    outputs: (x, weights) => run(x, weights, null).map((values, index) => (index === last ? answer(values) : values)),
    predict: (x, weights) => answer(logits(x, weights, null)),
    masks: (seed, update) =>
      stages.map(({ params }, index) => {
        const strength = randomStrength(params);
        return strength === 0 ? null : new DropoutMask(strength, seed, index, update);
      }),
  };
}

function stageOf(row: LayerRow): Omit<Stage, 'programs'> {
  const { kind } = row.node;
  const params = withDefaults(layerKind(kind).params, row.node.params) as ParamValues;
  return {
    kind,
    sources: row.sources,
    forward: forwardWithBias(forwardOf(kind), leftOutBiases(kind, row.inputShape ?? [], params)),
    params,
    activation: outputActivation(row.node),
    weightCount: row.weights.length,
    isFrozen: row.node.frozen === true,
  };
}

function vocabularyOf(first: Stage | undefined): number | null {
  return first?.kind === embedding.kind ? Number(first.params.inputDim) : null;
}
