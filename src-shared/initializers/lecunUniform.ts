import { biasParam, defineInitializer, scaleParam, uniformFill } from './initializer.ts';
import { uniformLimits } from './scales.ts';

/** U(±√(3 / m)). */
export const lecunUniform = defineInitializer({
  id: 'lecunUniform',
  source: 'LeCun, Bottou, Orr & Müller 1998, eq. 16',
  params: { scale: scaleParam(), bias: biasParam },
  fill: ({ fanIn, fanOut }, random, { scale }) => uniformFill(random, uniformLimits.lecun!(fanIn, fanOut) * scale),
});
