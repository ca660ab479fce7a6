import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** The sum of the inputs, value by value. */
export const add: Forward = ({ xs }) => tf.addN([...xs]);

/** Their mean. */
export const average: Forward = ({ xs }) => tf.div(tf.addN([...xs]), xs.length);

/** Their product, value by value. */
export const multiply: Forward = ({ xs: [first, ...others] }) => others.reduce((y, x) => tf.mul(y, x), first!);

/** The inputs side by side along the last axis. */
export const concatenate: Forward = ({ xs }) => tf.concat([...xs], -1);

/** softmax(Q Kᵀ) V over [batch, steps, features]; K is V where no third input is. */
export const attention: Forward = ({ xs: [query, value, key = value] }) =>
  tf.matMul(tf.softmax(tf.matMul(query!, key!, false, true)), value!);
