import * as tf from '@tensorflow/tfjs';

type Pair = readonly [down: number, across: number];

export interface ConvolutionPlan {
  readonly strides: Pair;
  /** Places from tap to tap; above 1 only where the strides are 1. */
  readonly dilation: Pair;
  /** 'causal' pads across alone, at the beginning. */
  readonly padding: string;
}

/** Cross-correlation of [batch, height, width, channels] with [kernelHeight, kernelWidth, channels, filters]; every plan has a gradient. */
export function convolve(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, dilation, padding }: ConvolutionPlan,
): tf.Tensor4D {
  const [down, across] = dilation;
  if (down > 1 || across > 1) return convolveWithGaps(x, kernel, dilation, padding);
  if (padding !== 'causal') return tf.conv2d(x, kernel, [...strides], padding as 'same' | 'valid');
  const padded = tf.pad(x, [
    [0, 0],
    [0, 0],
    [kernel.shape[1] - 1, 0],
    [0, 0],
  ]);
  return tf.conv2d(padded, kernel, [...strides], 'valid');
}

/**
 * TF.js has no gradient for a convolution with gaps, so it is written with operations that have one: places of the same remainder become
 * pictures of their own (space to batch), the kernel slides over them without gaps, and the results are put back.
 */
function convolveWithGaps(x: tf.Tensor4D, kernel: tf.Tensor4D, dilation: Pair, padding: string): tf.Tensor4D {
  const pads = ([0, 1] as const).map((axis): [number, number] => {
    const missing = (kernel.shape[axis] - 1) * dilation[axis];
    if (padding === 'valid' || (padding === 'causal' && axis === 0)) return [0, 0];
    const before = padding === 'causal' ? missing : Math.floor(missing / 2);
    return [before, missing - before];
  });
  // The phases of an axis must be equally long; what that adds is cut off again.
  const spare = ([0, 1] as const).map((axis) => {
    const length = x.shape[axis + 1]! + pads[axis]![0] + pads[axis]![1];
    return (dilation[axis] - (length % dilation[axis])) % dilation[axis];
  });
  const filled = pads.map(([before, after], axis) => [before, after + spare[axis]!]);
  const phases = tf.spaceToBatchND(x, [...dilation], filled);
  const crops = spare.map((extra) => [0, extra]);
  return tf.batchToSpaceND(tf.conv2d(phases, kernel, 1, 'valid'), [...dilation], crops);
}
