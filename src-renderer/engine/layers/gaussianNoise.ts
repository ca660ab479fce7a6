import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Adds the noise of this update; nothing outside training. */
export const gaussianNoise: Forward = ({ x, mask }) => (mask ? tf.add(x, mask.noise(x.shape)) : x);
