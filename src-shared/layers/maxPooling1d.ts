import { defineLayer } from './kind.ts';
import { pooledSequence, sequencePoolingParams } from './pooling.ts';

/** The largest value of every window along [length, channels]. */
export const maxPooling1d = defineLayer({
  kind: 'maxPooling1d',
  family: 'pooling',
  params: sequencePoolingParams,
  outputShape: pooledSequence,
  weights: () => [],
});
