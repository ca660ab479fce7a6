import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Zeros around every picture. */
export const zeroPadding2d: Forward = ({ x, params }) => {
  const around: [number, number] = [Number(params.padding), Number(params.padding)];
  return tf.pad(x, [[0, 0], around, around, [0, 0]]);
};
