import { defineLayer } from './kind.ts';
import { wholeSequence } from './pooling.ts';

/** The largest value of every channel over the whole sequence: [length, channels] → [channels]. */
export const globalMaxPooling1d = defineLayer({
  kind: 'globalMaxPooling1d',
  family: 'pooling',
  params: {},
  outputShape: wholeSequence,
  weights: () => [],
});
