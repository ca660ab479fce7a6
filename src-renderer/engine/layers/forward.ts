import type * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';

/** What a layer needs beside its input: its weights in the order of `LayerKind.weights`, and in training its dropout mask. */
export interface ForwardInput {
  readonly x: tf.Tensor;
  readonly weights: readonly tf.Tensor[];
  readonly params: ParamValues;
  /** Inverted-dropout factors of the shape of x: 0 or 1 / (1 − rate). Null outside training. */
  readonly mask: tf.Tensor | null;
}

/** The forward pass of a layer kind, without its activation; batch first. Gradients come from TF.js. */
export type Forward = (input: ForwardInput) => tf.Tensor;
