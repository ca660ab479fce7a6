import * as tf from '@tensorflow/tfjs';
import type { ForwardInput } from './forward.ts';

/** The tensors of a normalisation; what is not learned is as if it had never moved. All [channels]. */
export interface ScaleAndShift {
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
  /** What a layer has behind γ and β. */
  readonly state: readonly tf.Tensor[];
  /** Place of the first of them among the layer's weights. */
  readonly stateAt: number;
}

/** γ and β of a layer that learns both, one or neither. */
export function scaleAndShift({ x, weights, params }: Pick<ForwardInput, 'x' | 'weights' | 'params'>): ScaleAndShift {
  const channels = x.shape.at(-1)!;
  const left = [...weights];
  const gamma = params.scale ? left.shift()! : tf.ones([channels]);
  const beta = params.center ? left.shift()! : tf.zeros([channels]);
  return { gamma, beta, state: left, stateAt: weights.length - left.length };
}
