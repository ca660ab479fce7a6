import { biasParam, defineInitializer, scaleParam, uniformFill } from './initializer.ts';
import { uniformLimits } from './scales.ts';

/** U(±1/√m): a variance of 1 / (3 m). */
export const inverseSqrtFanIn = defineInitializer({
  id: 'inverseSqrtFanIn',
  source: 'The usual start before Glorot & Bengio 2010, their eq. 1',
  params: { scale: scaleParam(), bias: biasParam },
  fill: ({ fanIn, fanOut }, random, { scale }) =>
    uniformFill(random, uniformLimits.inverse_sqrt_fan_in!(fanIn, fanOut) * scale),
});
