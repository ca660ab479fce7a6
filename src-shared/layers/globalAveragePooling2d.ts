import { defineLayer } from './kind.ts';
import { wholePicture } from './pooling.ts';

/** The mean of every channel over the whole picture: [height, width, channels] → [channels]. */
export const globalAveragePooling2d = defineLayer({
  kind: 'globalAveragePooling2d',
  family: 'pooling',
  params: {},
  outputShape: wholePicture,
  weights: () => [],
});
