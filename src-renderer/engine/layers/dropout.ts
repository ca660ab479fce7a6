import type { Forward } from './forward.ts';

/** Sets values to zero by the mask of this update; nothing outside training. The mask comes from our generator, equal for all contenders. */
export const dropout: Forward = ({ x, mask }) => mask?.apply(x) ?? x;
