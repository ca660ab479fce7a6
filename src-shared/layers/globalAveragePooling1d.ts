import { defineLayer } from './kind.ts';
import { wholeSequence } from './pooling.ts';

/** The mean of every channel over the whole sequence: [length, channels] → [channels]. */
export const globalAveragePooling1d = defineLayer({
  kind: 'globalAveragePooling1d',
  family: 'pooling',
  params: {},
  outputShape: wholeSequence,
  weights: () => [],
});
