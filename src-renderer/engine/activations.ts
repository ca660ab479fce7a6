import * as tf from '@tensorflow/tfjs';

const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(x),
};

/** Applies the named activation; an absent name is linear. */
export function activate(name: unknown, x: tf.Tensor): tf.Tensor {
  return (activations[String(name ?? 'linear')] ?? activations.linear!)(x);
}
