import type { InitializerPlan, LayerNode } from '../domain/layerGraph.ts';
import { keptTensor, type KeptWeights } from '../domain/keptStart.ts';
import type { ModelCheck } from '../domain/modelCheck.ts';
import { withDefaults } from '../domain/params.ts';
import { isDrawn, shapeSize, type WeightSpec } from '../layers/kind.ts';
import { generator } from '../random/generator.ts';
import { initializer, USUAL_INITIALIZER } from './index.ts';
import { uniformFill } from './initializer.ts';

/** Keras's start of an embedding: U(−0.05, 0.05). */
const EMBEDDING_LIMIT = 0.05;

/**
 * One weight tensor, made in float64 and rounded once to float32. `at` is its place in the model: equal places, equal weights.
 * Without a plan it starts as is usual for it: kernels Glorot uniform or orthogonal, embeddings within ±0.05, biases zero.
 */
export function initialWeight(
  spec: WeightSpec,
  seed: number,
  at: number,
  plan: InitializerPlan | null = null,
): Float32Array {
  const values = new Float32Array(shapeSize(spec.shape));
  const chosen = initializer(plan?.id ?? usualId(spec));
  const params = withDefaults(chosen.params, plan?.params ?? {});
  if (spec.initializer === 'ones') return values.fill(1);
  if (spec.name === 'bias') values.fill(Number(params.bias));
  if (spec.initializer === 'unitForgetBias') values.fill(1, values.length / 4, values.length / 2);
  if (!isDrawn(spec)) return values;
  const random = generator(seed, 'weights', at);
  const isUsual = plan === null && spec.initializer === 'smallUniform';
  const fill = isUsual ? uniformFill(random, EMBEDDING_LIMIT) : chosen.fill(spec, random, params);
  return values.map((_, index) => fill(index));
}

function usualId({ initializer: usual }: WeightSpec): string {
  return usual === 'orthogonal' ? usual : USUAL_INITIALIZER;
}

/**
 * What was chosen for the start of a weight, or null. A layer's own choice is for all of its kernels; that of the model leaves recurrent kernels
 * as they are usually made, as Keras keeps the two apart.
 */
export function chosenStart(
  spec: WeightSpec,
  node: LayerNode,
  ofModel: InitializerPlan | null | undefined,
): InitializerPlan | null {
  return node.initializer ?? (spec.initializer === 'orthogonal' ? null : ofModel) ?? null;
}

/** True for a weight that will be made orthogonal, by choice or as usual. */
export function startsOrthogonal(spec: WeightSpec, plan: InitializerPlan | null): boolean {
  return isDrawn(spec) && (plan?.id ?? usualId(spec)) === 'orthogonal';
}

/** Where a weight stands in the model of all contenders, by layer id and name of the weight: what has the same place begins alike. */
export type StartPlaces = ReadonlyMap<string, number>;

/** The places of a checked model's weights: one after the other. */
export function startPlaces(model: ModelCheck): StartPlaces {
  const keys = model.rows.flatMap(({ weights, node }) => weights.map((spec) => placeKey(node, spec)));
  return new Map(keys.map((key, at) => [key, at]));
}

const placeKey = (node: LayerNode, spec: WeightSpec): string => `${node.id} ${spec.name}`;

/**
 * All weights of a checked model for one seed, in layer order and that of their layer, state among them: the same for every contender.
 * A contender with layers of its own gives the places of the model it differs from: layers that both have begin alike, the others
 * come behind them. Layers that begin with weights of a file take them from `kept`; without it they are drawn as the others. Throws `startMissing`.
 */
export function initialWeights(
  model: ModelCheck,
  seed: number,
  places: StartPlaces = startPlaces(model),
  kept: KeptWeights | null = null,
): Float32Array[] {
  let next = places.size;
  return model.rows.flatMap(({ weights, node }) =>
    weights.map((spec, index) => {
      const at = places.get(placeKey(node, spec)) ?? next++;
      if (node.start && kept) return keptTensor(node.start, index, kept);
      return initialWeight(spec, seed, at, chosenStart(spec, node, model.initializer));
    }),
  );
}
