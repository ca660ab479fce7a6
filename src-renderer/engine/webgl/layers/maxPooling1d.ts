import * as tf from '@tensorflow/tfjs';
import { maxPoolingOver } from './maxPooling2d.ts';
import type { ProgramLayer } from './programLayer.ts';

/** The largest value of every window along [batch, length, channels], as over pictures of height 1. */
export const maxPooling1d: ProgramLayer = (x, _weights, site) => {
  const [batch, length, channels] = x.shape as [number, number, number];
  const picture = tf.reshape(x, [batch, 1, length, channels]);
  return tf.squeeze(maxPoolingOver(picture, [1, Number(site.params.poolSize)], site), [1]);
};
