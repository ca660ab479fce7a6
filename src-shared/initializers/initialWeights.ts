import type { ModelCheck } from '../domain/modelCheck.ts';
import { shapeSize, type WeightSpec } from '../layers/kind.ts';
import { generator } from '../random/generator.ts';

/** Limit of Glorot's uniform distribution, √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 16). */
export function glorotUniformLimit(fanIn: number, fanOut: number): number {
  return Math.sqrt(6 / (fanIn + fanOut));
}

/** One weight tensor, made in float64 and rounded once to float32. `at` is its place in the model: equal places, equal weights. */
export function initialWeight(spec: WeightSpec, seed: number, at: number): Float32Array {
  const values = new Float32Array(shapeSize(spec.shape));
  if (spec.initializer === 'zeros') return values;
  const random = generator(seed, 'weights', at);
  const limit = glorotUniformLimit(spec.fanIn, spec.fanOut);
  return values.map((_, index) => (2 * random.uniform(index) - 1) * limit);
}

/** All weights of a checked model for one seed, in layer order, kernel before bias: the same for every contender. */
export function initialWeights(model: ModelCheck, seed: number): Float32Array[] {
  return model.rows.flatMap((row) => row.weights).map((spec, at) => initialWeight(spec, seed, at));
}
