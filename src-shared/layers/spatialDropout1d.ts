import { dropoutRateParam } from './dropout.ts';
import { defineLayer, shapeOf } from './kind.ts';
import { needsSequence } from './window.ts';

/** Drops whole channels of [length, channels] while training, at all places alike, since neighbours tell each other (Tompson et al. 2015). */
export const spatialDropout1d = defineLayer({
  kind: 'spatialDropout1d',
  family: 'regularization',
  params: { rate: dropoutRateParam },
  outputShape: (input) => (input.length === 2 ? shapeOf(...input) : needsSequence(input)),
  weights: () => [],
});
