import { dropoutRateParam } from './dropout.ts';
import { defineLayer, shapeOf } from './kind.ts';
import { needsPicture } from './window.ts';

/** Drops whole channels of [height, width, channels] while training, at all places alike, since neighbours tell each other (Tompson et al. 2015). */
export const spatialDropout2d = defineLayer({
  kind: 'spatialDropout2d',
  family: 'regularization',
  params: { rate: dropoutRateParam },
  outputShape: (input) => (input.length === 3 ? shapeOf(...input) : needsPicture(input)),
  weights: () => [],
});
