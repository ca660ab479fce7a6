import { defineLayer } from './kind.ts';
import { MOST_INPUTS, sameShapes } from './merging.ts';

/** The mean of its inputs, value by value. */
export const average = defineLayer({
  kind: 'average',
  family: 'merging',
  params: {},
  merges: { least: 2, most: MOST_INPUTS },
  outputShape: (_first, _params, inputs = []) => sameShapes(inputs),
  weights: () => [],
});
