import * as tf from '@tensorflow/tfjs';
import type { ClippingPlan } from '#shared/domain/experiment.ts';

function squaredNorm(gradient: tf.Tensor): tf.Tensor {
  return tf.sum(tf.square(gradient));
}

/** The tensor version of `clipGradients`: same modes, same formulas. Call inside tf.tidy. */
export function clipTensors(gradients: readonly tf.Tensor[], { mode, threshold }: ClippingPlan): tf.Tensor[] {
  if (mode === 'value') return gradients.map((gradient) => tf.clipByValue(gradient, -threshold, threshold));
  const within = (norm: tf.Tensor): tf.Tensor => tf.div(threshold, tf.maximum(norm, threshold));
  if (mode === 'norm') return gradients.map((gradient) => tf.mul(gradient, within(tf.sqrt(squaredNorm(gradient)))));
  const all = tf.sqrt(tf.addN(gradients.map(squaredNorm)));
  const factor = mode === 'global_norm' ? within(all) : tf.minimum(1, tf.div(threshold, tf.add(all, 1e-6)));
  return gradients.map((gradient) => tf.mul(gradient, factor));
}
