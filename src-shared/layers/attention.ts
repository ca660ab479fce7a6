import type { Shape } from '../domain/layerGraph.ts';
import { defineLayer, problem, shapeOf, shapeText, type ShapeResult } from './kind.ts';
import { differing } from './merging.ts';

/**
 * Dot-product attention as Keras' `Attention` (Luong et al. 2015; not divided by √features): softmax(query keyᵀ) value. Reads query [steps,
 * features], value [other steps, values] and, where a third is named, key [other steps, features]; without it the value is the key. One layer
 * named twice attends to itself.
 */
export const attention = defineLayer({
  kind: 'attention',
  family: 'merging',
  params: {},
  merges: { least: 2, most: 3 },
  outputShape: (_first, _params, inputs = []) => attended(inputs),
  weights: () => [],
});

function attended([query = [], value = [], key = value]: readonly Shape[]): ShapeResult {
  const flat = [query, value, key].find((shape) => shape.length !== 2);
  if (flat) return problem('needsSequence', { shape: shapeText(flat) }, { act: 'remove' });
  if (query[1] !== key[1]) return differing('attentionFeatures', query, key);
  if (value[0] !== key[0]) return differing('attentionSteps', value, key);
  return shapeOf(query[0]!, value[1]!);
}
