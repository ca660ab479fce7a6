import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Multiplies by the mask of this update; nothing outside training. The mask comes from our generator, equal for all contenders. */
export const dropout: Forward = ({ x, mask }) => (mask ? tf.mul(x, mask) : x);
