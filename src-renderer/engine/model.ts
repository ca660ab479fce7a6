import type * as tf from '@tensorflow/tfjs';
import type { LayerRow, ModelCheck } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { layerKind } from '#shared/layers/index.ts';
import { activate } from './activations.ts';
import { DropoutMask } from './dropoutMask.ts';
import { forwardOf } from './layers/index.ts';
import type { Forward } from './layers/forward.ts';

interface Stage {
  readonly forward: Forward;
  readonly params: ParamValues;
  readonly weightCount: number;
}

/** A checked model as functions of its weights; holds no tensor itself. */
export interface Model {
  readonly weightShapes: readonly (readonly number[])[];
  /** Last layer before its activation, as losses want it. `masks[i]` belongs to layer i. */
  logits(x: tf.Tensor, weights: readonly tf.Tensor[], masks: Masks): tf.Tensor;
  /** What the trained model answers: the logits through the last activation. */
  predict(x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor;
  /** The dropout of one update, from seed, layer and update number alone; the caller disposes them. */
  masks(seed: number, update: number): Masks;
}

export type Masks = readonly (DropoutMask | null)[];

/** Builds the forward pass of a model that `checkModel` accepted. */
export function buildModel(check: ModelCheck): Model {
  const stages = check.rows.map(stageOf);
  const last = stages.length - 1;
  const noMasks: Masks = stages.map(() => null);
  const logits: Model['logits'] = (x, weights, masks) => {
    let at = 0;
    return stages.reduce((value, stage, index) => {
      const own = weights.slice(at, (at += stage.weightCount));
      const out = stage.forward({ x: value, weights: own, params: stage.params, mask: masks[index] ?? null });
      return index === last ? out : activate(stage.params.activation, out);
    }, x);
  };
  return {
    weightShapes: check.rows.flatMap((row) => row.weights.map((weight) => weight.shape)),
    logits,
    predict: (x, weights) => activate(stages[last]?.params.activation, logits(x, weights, noMasks)),
    masks: (seed, update) =>
      stages.map(({ params }, index) => {
        const rate = Number(params.rate ?? 0);
        return rate === 0 ? null : new DropoutMask(rate, seed, index, update);
      }),
  };
}

function stageOf(row: LayerRow): Stage {
  return {
    forward: forwardOf(row.node.kind),
    params: withDefaults(layerKind(row.node.kind).params, row.node.params),
    weightCount: row.weights.length,
  };
}
