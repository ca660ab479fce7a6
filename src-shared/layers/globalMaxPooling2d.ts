import { defineLayer } from './kind.ts';
import { wholePicture } from './pooling.ts';

/** The largest value of every channel over the whole picture: [height, width, channels] → [channels]. */
export const globalMaxPooling2d = defineLayer({
  kind: 'globalMaxPooling2d',
  family: 'pooling',
  params: {},
  outputShape: wholePicture,
  weights: () => [],
});
