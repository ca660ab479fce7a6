import * as tf from '@tensorflow/tfjs';
import type { Forward, ForwardInput } from './forward.ts';

/** Every channel of [batch, height, width, channels] with filters of its own, plus a bias for each output. */
export const depthwiseConv2d: Forward = (input) => tf.add(depthwise(input), input.weights[1]!);

/** The depthwise convolution by the first weight tensor, [height, width, channels, depthMultiplier]. */
export function depthwise({
  x,
  weights: [kernel],
  params,
}: Pick<ForwardInput, 'x' | 'weights' | 'params'>): tf.Tensor4D {
  const padding = params.padding as 'same' | 'valid';
  return tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, Number(params.strides), padding);
}
