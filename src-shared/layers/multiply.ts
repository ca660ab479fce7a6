import { defineLayer } from './kind.ts';
import { MOST_INPUTS, sameShapes } from './merging.ts';

/** Multiplies its inputs value by value: one branch lets through what the other gives. */
export const multiply = defineLayer({
  kind: 'multiply',
  family: 'merging',
  params: {},
  merges: { least: 2, most: MOST_INPUTS },
  outputShape: (_first, _params, inputs = []) => sameShapes(inputs),
  weights: () => [],
});
