import type * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import type { DropoutMask } from '../dropoutMask.ts';

/** What a layer needs beside its input: its weights in the order of `LayerKind.weights`, and in training its dropout mask. */
export interface ForwardInput {
  readonly x: tf.Tensor;
  readonly weights: readonly tf.Tensor[];
  readonly params: ParamValues;
  /** Inverted dropout of this layer in this update: apply it to what is to be thinned out. Null outside training. */
  readonly mask: DropoutMask | null;
}

/** The forward pass of a layer kind, without its activation; batch first. Gradients come from TF.js. */
export type Forward = (input: ForwardInput) => tf.Tensor;
