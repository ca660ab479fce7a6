import { defineLayer, shapeOf, shapeSize } from './kind.ts';

/** All values of a sample in one row. */
export const flatten = defineLayer({
  kind: 'flatten',
  family: 'core',
  params: {},
  outputShape: (input) => shapeOf(shapeSize(input)),
  weights: () => [],
});
