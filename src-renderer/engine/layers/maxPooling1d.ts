import type { Forward } from './forward.ts';
import { alongSequence, maxPool, poolingPlan } from './pooling.ts';

/** The largest value of every window along [batch, length, channels]. */
export const maxPooling1d: Forward = ({ x, params }) =>
  alongSequence(x, (picture) => maxPool(picture, poolingPlan(params, 'sequence')));
