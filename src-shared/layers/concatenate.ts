import type { Shape } from '../domain/layerGraph.ts';
import { defineLayer, shapeOf, type ShapeResult } from './kind.ts';
import { differing, MOST_INPUTS } from './merging.ts';

/** Puts its inputs side by side along the last axis, as an inception block does with its branches (Szegedy et al. 2014); the other axes must be equal. */
export const concatenate = defineLayer({
  kind: 'concatenate',
  family: 'merging',
  params: {},
  merges: { least: 2, most: MOST_INPUTS },
  outputShape: (_first, _params, inputs = []) => sideBySide(inputs),
  weights: () => [],
});

function sideBySide(inputs: readonly Shape[]): ShapeResult {
  const [first = [], ...others] = inputs;
  const places = first.slice(0, -1);
  const other = others.find(
    (shape) => shape.length !== first.length || places.some((length, i) => shape[i] !== length),
  );
  if (other) return differing('concatenateShapes', first, other);
  return shapeOf(
    ...places,
    inputs.reduce((sum, shape) => sum + shape.at(-1)!, 0),
  );
}
