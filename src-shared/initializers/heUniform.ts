import { biasParam, defineInitializer, scaleParam, uniformFill } from './initializer.ts';
import { uniformLimits } from './scales.ts';

/** U(±√(6 / m)). */
export const heUniform = defineInitializer({
  id: 'heUniform',
  source: 'He, Zhang, Ren & Sun 2015, eq. 10',
  params: { scale: scaleParam(), bias: biasParam },
  fill: ({ fanIn, fanOut }, random, { scale }) => uniformFill(random, uniformLimits.he!(fanIn, fanOut) * scale),
});
