import type { LayerRow, ModelCheck } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { layerKind } from '#shared/layers/index.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { outputActivation } from '#shared/layers/outputActivation.ts';
import { lossById } from '#shared/losses/index.ts';
import { referenceActivation } from '../../support/referenceActivations.ts';
import { referenceLayers, type Values } from '../../support/referenceLayers.ts';

/** The rows of one update, in doubles. */
export interface ReferenceBatch {
  readonly x: Float64Array;
  readonly targets: Float64Array;
  readonly rows: number;
  /** Null leaves dropout out. */
  readonly masks: { readonly seed: number; readonly update: number } | null;
}

/** Mean loss of a model in doubles, written without regard to speed and without any of the engine's own code. */
export function referenceLoss(
  check: ModelCheck,
  loss: string,
  weights: readonly Values[],
  batch: ReferenceBatch,
): number {
  const { rows, targets } = batch;
  const logits = referenceLogits(check, weights, batch);
  return lossById(loss).evaluate({ logits, targets, rows, units: logits.length / rows }).loss;
}

/** The last layer before its activation, [rows, units]. */
export function referenceLogits(check: ModelCheck, weights: readonly Values[], batch: ReferenceBatch): Values {
  const { rows, masks } = batch;
  let at = 0;
  const outputs: Values[] = [];
  check.rows.forEach((row, index) => {
    const xs = row.sources.map((source) => (source < 0 ? batch.x : outputs[source]!));
    const x = xs[0]!;
    const params = withDefaults(layerKind(row.node.kind).params, row.node.params) as ParamValues;
    const own = withZeros(row, params, weights.slice(at, (at += row.weights.length)));
    const z = referenceLayers[row.node.kind]!({ row, params, x, xs, weights: own, rows, index, masks });
    outputs.push(index === check.rows.length - 1 ? z : activated(row, z));
  });
  return outputs.at(-1) ?? batch.x;
}

/** A layer without bias is one whose bias is 0. */
function withZeros({ node, inputShape }: LayerRow, params: ParamValues, given: readonly Values[]): readonly Values[] {
  if (params.useBias !== false) return given;
  const left = [...given];
  const specs = layerKind(node.kind).weights(inputShape!, { ...params, useBias: true } as never);
  return specs.map(({ name, shape }) => (name === 'bias' ? new Float64Array(shapeSize(shape)) : left.shift()!));
}

/** What the model answers: the logits through the last layer's activation. */
export function referencePrediction(
  check: ModelCheck,
  weights: readonly Values[],
  x: Float64Array,
  rows: number,
): Values {
  const logits = referenceLogits(check, weights, { x, targets: new Float64Array(), rows, masks: null });
  return activated(check.rows.at(-1)!, logits);
}

function activated({ node, outputShape }: LayerRow, z: Values): Values {
  return referenceActivation(outputActivation(node), z, outputShape!.at(-1)!);
}

/** Gradient of the mean loss by central differences in doubles, one array per weight tensor. */
export function referenceGradient(
  check: ModelCheck,
  loss: string,
  weights: readonly Float32Array[],
  batch: ReferenceBatch,
  delta = 1e-5,
): Values[] {
  const point = weights.map((values) => Float64Array.from(values));
  return point.map((values) =>
    values.map((value, i) => {
      const at = (moved: number): number => {
        values[i] = moved;
        return referenceLoss(check, loss, point, batch);
      };
      const slope = (at(value + delta) - at(value - delta)) / (2 * delta);
      values[i] = value;
      return slope;
    }),
  );
}
