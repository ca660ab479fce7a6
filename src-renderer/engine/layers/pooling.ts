import * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import { poolingStride } from '#shared/layers/pooling.ts';

type Pair = readonly [down: number, across: number];

/** A pooling window over [batch, height, width, channels]. */
export interface PoolingPlan {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
}

/** The window of a layer over pictures, or along a sequence as over a picture of height 1. */
export function poolingPlan(params: ParamValues, over: 'picture' | 'sequence'): PoolingPlan {
  const poolSize = Number(params.poolSize);
  const stride = poolingStride({ poolSize, strides: Number(params.strides ?? 0) });
  const padding = params.padding as 'same' | 'valid';
  const down = over === 'picture';
  return { size: [down ? poolSize : 1, poolSize], strides: [down ? stride : 1, stride], padding };
}

/** The largest value of every window. */
export function maxPool(x: tf.Tensor4D, { size, strides, padding }: PoolingPlan): tf.Tensor4D {
  return tf.maxPool(x, [...size], [...strides], padding);
}

/**
 * The mean of every window over its places inside. TF.js's gradient shares out by the whole window where its mean counts only the places inside,
 * so the picture is padded first and means at the edge are made larger afterwards.
 */
export function averagePool(x: tf.Tensor4D, { size, strides, padding }: PoolingPlan): tf.Tensor4D {
  if (padding === 'valid') return tf.avgPool(x, [...size], [...strides], 'valid');
  const [down, across] = ([0, 1] as const).map((axis) => edge(x.shape[axis + 1]!, size[axis], strides[axis]));
  const padded = tf.pad(x, [[0, 0], down!.pads, across!.pads, [0, 0]]);
  const means = tf.avgPool(padded, [...size], [...strides], 'valid');
  const factors = down!.factors.flatMap((y) => across!.factors.map((x) => y * x));
  return tf.mul(means, tf.tensor(factors, [1, down!.factors.length, across!.factors.length, 1]));
}

/** Zeros around an axis under 'same', and by how much each window's mean has to grow for those it met. */
function edge(length: number, size: number, stride: number): { pads: [number, number]; factors: number[] } {
  const outLength = Math.ceil(length / stride);
  const missing = Math.max((outLength - 1) * stride + size - length, 0);
  const before = Math.floor(missing / 2);
  const factors = Array.from({ length: outLength }, (_, at) => {
    const first = at * stride - before;
    return size / (Math.min(first + size, length) - Math.max(first, 0));
  });
  return { pads: [before, missing - before], factors };
}

/** The same over [batch, length, channels]. */
export function alongSequence(x: tf.Tensor, pool: (picture: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
  return tf.squeeze(pool(tf.expandDims(x, 1) as tf.Tensor4D), [1]);
}
