import { defineLayer } from './kind.ts';
import { picturePoolingParams, pooledPicture } from './pooling.ts';

/** The largest value of every square window. */
export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  family: 'pooling',
  params: picturePoolingParams,
  outputShape: pooledPicture,
  weights: () => [],
});
