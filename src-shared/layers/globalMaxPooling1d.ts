import { defineLayer, shapeOf } from './kind.ts';
import { needsSequence } from './window.ts';

/** The largest value of every channel over the whole sequence: [length, channels] → [channels]. */
export const globalMaxPooling1d = defineLayer({
  kind: 'globalMaxPooling1d',
  family: 'pooling',
  params: {},
  outputShape: (input) => (input.length === 2 ? shapeOf(input[1]!) : needsSequence(input)),
  weights: () => [],
});
