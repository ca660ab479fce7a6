import * as tf from '@tensorflow/tfjs';
import { transposedLength } from '#shared/layers/conv2dTranspose.ts';
import type { Forward } from './forward.ts';

/** Every place of [batch, height, width, channels] sends its kernel's worth into a larger picture, plus a bias per filter. */
export const conv2dTranspose: Forward = ({ x, weights: [kernel, bias], params }) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [size, stride, padding] = [
    Number(params.kernelSize),
    Number(params.strides),
    params.padding as 'same' | 'valid',
  ];
  const along = (length: number): number => transposedLength(length, size, stride, padding);
  const shape: [number, number, number, number] = [batch, along(height), along(width), bias!.size];
  return tf.add(tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, shape, stride, padding), bias!);
};
