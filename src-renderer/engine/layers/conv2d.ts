import * as tf from '@tensorflow/tfjs';
import type { Forward } from './forward.ts';

/** Cross-correlation over [batch, height, width, channels], plus a bias per filter. */
export const conv2d: Forward = ({ x, weights: [kernel, bias], params }) =>
  tf.add(
    tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, Number(params.strides), params.padding as 'same' | 'valid'),
    bias!,
  );
