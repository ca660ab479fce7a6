import * as tf from '@tensorflow/tfjs';
import { stepLayer } from '#shared/layers/timeDistributed.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { conv1d } from './conv1d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import type { Forward } from './forward.ts';
import { globalAveragePooling } from './globalAveragePooling.ts';
import { globalMaxPooling } from './globalMaxPooling.ts';
import { maxPooling1d } from './maxPooling1d.ts';

const forwards = {
  dense,
  conv1d,
  maxPooling1d,
  averagePooling1d,
  globalMaxPooling1d: globalMaxPooling,
  globalAveragePooling1d: globalAveragePooling,
  flatten,
} as const satisfies Readonly<Record<string, Forward>>;

/** A layer at every step: the steps of all samples are its rows. */
export const timeDistributed: Forward = (input) => {
  const [rows = 0, steps = 0, ...step] = input.x.shape;
  const { kind, params } = stepLayer(input.params);
  const x = tf.reshape(input.x, [rows * steps, ...step]);
  const y = forwards[kind]({ ...input, x, xs: [x], params });
  return tf.reshape(y, [rows, steps, ...y.shape.slice(1)]);
};
