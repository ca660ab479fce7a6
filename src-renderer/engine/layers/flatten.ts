import * as tf from '@tensorflow/tfjs';
import { shapeSize } from '#shared/layers/kind.ts';
import type { Forward } from './forward.ts';

/** [batch, …] → [batch, values]. */
export const flatten: Forward = ({ x }) => tf.reshape(x, [x.shape[0]!, shapeSize(x.shape.slice(1))]);
