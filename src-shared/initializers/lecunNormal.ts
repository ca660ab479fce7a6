import { biasParam, defineInitializer, normalFill, scaleParam, truncatedParam } from './initializer.ts';
import { normalStds } from './scales.ts';

/** N(0, 1 / m). */
export const lecunNormal = defineInitializer({
  id: 'lecunNormal',
  source: 'LeCun, Bottou, Orr & Müller 1998, eq. 16',
  params: { scale: scaleParam(), truncated: truncatedParam, bias: biasParam },
  fill: (kernel, random, { scale, truncated }) =>
    normalFill(random, kernel, normalStds.lecun!(kernel.fanIn, kernel.fanOut) * scale, truncated),
});
