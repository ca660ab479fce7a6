import * as tf from '@tensorflow/tfjs';
import { depthwise } from './depthwiseConv2d.ts';
import type { Forward } from './forward.ts';

/** A depthwise convolution, then its channels mixed at every place, plus a bias per filter. */
export const separableConv2d: Forward = (input) => {
  const [, pointwise, bias] = input.weights;
  const between = depthwise(input);
  const [channels, filters] = pointwise!.shape.slice(2) as [number, number];
  const mixed = tf.matMul(tf.reshape(between, [-1, channels]), tf.reshape(pointwise!, [channels, filters]));
  return tf.reshape(tf.add(mixed, bias!), [...between.shape.slice(0, 3), filters]);
};
