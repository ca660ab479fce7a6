import type { InitializerPlan } from '../domain/layerGraph.ts';
import type { ModelCheck } from '../domain/modelCheck.ts';
import { withDefaults } from '../domain/params.ts';
import { shapeSize, type WeightSpec } from '../layers/kind.ts';
import { generator } from '../random/generator.ts';
import { initializer, USUAL_INITIALIZER } from './index.ts';

/**
 * One weight tensor, made in float64 and rounded once to float32. `at` is its place in the model: equal places, equal weights.
 * Without a plan kernels are Glorot uniform and biases zero.
 */
export function initialWeight(
  spec: WeightSpec,
  seed: number,
  at: number,
  plan: InitializerPlan | null = null,
): Float32Array {
  const values = new Float32Array(shapeSize(spec.shape));
  const chosen = initializer(plan?.id ?? USUAL_INITIALIZER);
  const params = withDefaults(chosen.params, plan?.params ?? {});
  if (spec.initializer === 'ones') return values.fill(1);
  if (spec.initializer === 'zeros') return spec.name === 'bias' ? values.fill(Number(params.bias)) : values;
  const fill = chosen.fill(spec, generator(seed, 'weights', at), params);
  return values.map((_, index) => fill(index));
}

/** All weights of a checked model for one seed, in layer order and that of their layer, state among them: the same for every contender. */
export function initialWeights(model: ModelCheck, seed: number): Float32Array[] {
  return model.rows
    .flatMap((row) => row.weights.map((spec) => ({ spec, plan: row.node.initializer ?? model.initializer ?? null })))
    .map(({ spec, plan }, at) => initialWeight(spec, seed, at, plan));
}
