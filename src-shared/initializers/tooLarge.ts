import { biasParam, defineInitializer, scaleParam, uniformFill } from './initializer.ts';
import { uniformLimits } from './scales.ts';

/** Glorot's uniform weights, many times too large: tanh and sigmoid saturate, ReLU explodes: for teaching. */
export const tooLarge = defineInitializer({
  id: 'tooLarge',
  source: 'Teaching: Glorot & Bengio 2010, eq. 16, times a large factor',
  params: { scale: scaleParam(20), bias: biasParam },
  fill: ({ fanIn, fanOut }, random, { scale }) => uniformFill(random, uniformLimits.glorot!(fanIn, fanOut) * scale),
});
