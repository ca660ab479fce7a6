import type { Forward } from './forward.ts';
import { alongSequence, averagePool, poolingPlan } from './pooling.ts';

/** The mean of every window along [batch, length, channels]. */
export const averagePooling1d: Forward = ({ x, params }) =>
  alongSequence(x, (picture) => averagePool(picture, poolingPlan(params, 'sequence')));
