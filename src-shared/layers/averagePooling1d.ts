import { defineLayer } from './kind.ts';
import { pooledSequence, sequencePoolingParams } from './pooling.ts';

/** The mean of every window along [length, channels]; places outside do not count. */
export const averagePooling1d = defineLayer({
  kind: 'averagePooling1d',
  family: 'pooling',
  params: sequencePoolingParams,
  outputShape: pooledSequence,
  weights: () => [],
});
