import { defineLayer, shapeOf } from './kind.ts';
import { needsSequence } from './window.ts';

/** The mean of every channel over the whole sequence: [length, channels] → [channels]. */
export const globalAveragePooling1d = defineLayer({
  kind: 'globalAveragePooling1d',
  family: 'pooling',
  params: {},
  outputShape: (input) => (input.length === 2 ? shapeOf(input[1]!) : needsSequence(input)),
  weights: () => [],
});
