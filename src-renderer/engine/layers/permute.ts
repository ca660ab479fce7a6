import * as tf from '@tensorflow/tfjs';
import { permutedAxes } from '#shared/layers/permute.ts';
import type { Forward } from './forward.ts';

/** The axes behind the batch in another order. */
export const permute: Forward = ({ x, params }) =>
  tf.transpose(x, [0, ...permutedAxes(String(params.order)).map((axis) => axis + 1)]);
