import { biasParam, defineInitializer, scaleParam, uniformFill } from './initializer.ts';
import { uniformLimits } from './scales.ts';

/** U(±√(6 / (m + n))) for m inputs and n outputs. */
export const glorotUniform = defineInitializer({
  id: 'glorotUniform',
  source: 'Glorot & Bengio 2010, eq. 16',
  params: { scale: scaleParam(), bias: biasParam },
  fill: ({ fanIn, fanOut }, random, { scale }) => uniformFill(random, uniformLimits.glorot!(fanIn, fanOut) * scale),
});
