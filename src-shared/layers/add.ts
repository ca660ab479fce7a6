import { defineLayer } from './kind.ts';
import { MOST_INPUTS, sameShapes } from './merging.ts';

/** Adds its inputs value by value: what a residual block does with its two ways (He et al. 2015). */
export const add = defineLayer({
  kind: 'add',
  family: 'merging',
  params: {},
  merges: { least: 2, most: MOST_INPUTS },
  outputShape: (_first, _params, inputs = []) => sameShapes(inputs),
  weights: () => [],
});
