import * as tf from '@tensorflow/tfjs';
import { activationNumber } from '#shared/layers/activation.ts';

type Activation = (x: tf.Tensor, number: number) => tf.Tensor;

const activations: Readonly<Record<string, Activation>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
  // TF.js's own has alpha 1.
  elu: (x, alpha) => (alpha === 1 ? tf.elu(x) : tf.leakyRelu(tf.elu(x), alpha)),
  selu: (x) => tf.selu(x),
  gelu: (x) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
};

/** Applies the named activation; an absent name is linear. `params`: what its layer was told, where it is a layer of its own. */
export function activate(name: unknown, x: tf.Tensor, params: Readonly<Record<string, unknown>> = {}): tf.Tensor {
  const id = String(name ?? 'linear');
  return (activations[id] ?? activations.linear!)(x, activationNumber(id, params));
}
