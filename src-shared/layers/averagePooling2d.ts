import { defineLayer } from './kind.ts';
import { picturePoolingParams, pooledPicture } from './pooling.ts';

/** The mean of every square window; places outside the picture do not count. */
export const averagePooling2d = defineLayer({
  kind: 'averagePooling2d',
  family: 'pooling',
  params: picturePoolingParams,
  outputShape: pooledPicture,
  weights: () => [],
});
