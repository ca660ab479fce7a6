import { biasParam, defineInitializer, normalFill, scaleParam, truncatedParam } from './initializer.ts';
import { normalStds } from './scales.ts';

/** N(0, 2 / m). */
export const heNormal = defineInitializer({
  id: 'heNormal',
  source: 'He, Zhang, Ren & Sun 2015, eq. 10',
  params: { scale: scaleParam(), truncated: truncatedParam, bias: biasParam },
  fill: (kernel, random, { scale, truncated }) =>
    normalFill(random, kernel, normalStds.he!(kernel.fanIn, kernel.fanOut) * scale, truncated),
});
