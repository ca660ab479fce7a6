import { biasParam, defineInitializer, normalFill, scaleParam, truncatedParam } from './initializer.ts';
import { normalStds } from './scales.ts';

/** N(0, 2 / (m + n)). */
export const glorotNormal = defineInitializer({
  id: 'glorotNormal',
  source: 'Glorot & Bengio 2010, eq. 12',
  params: { scale: scaleParam(), truncated: truncatedParam, bias: biasParam },
  fill: (kernel, random, { scale, truncated }) =>
    normalFill(random, kernel, normalStds.glorot!(kernel.fanIn, kernel.fanOut) * scale, truncated),
});
