import type * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import type { DropoutMask } from '../dropoutMask.ts';

/** What a layer needs beside its input: its weights in the order of `LayerKind.weights`, and what it must know of the pass. */
export interface ForwardInput {
  readonly x: tf.Tensor;
  /** All it reads, of which x is the first. */
  readonly xs: readonly tf.Tensor[];
  readonly weights: readonly tf.Tensor[];
  readonly params: ParamValues;
  /** Inverted dropout of this layer in this update: apply it to what is to be thinned out. Null outside training. */
  readonly mask: DropoutMask | null;
  /** True in an update, false where the model answers. */
  readonly isTraining: boolean;
  /** True where the layer's weights stay as they are. */
  readonly isFrozen: boolean;
  /** In training: takes the new value of a state tensor, by its place among the layer's weights. What is handed over is kept. */
  setState(at: number, value: tf.Tensor): void;
  /** In an update of an embedding on WebGL: where every token of the batch stands (webgl/tokenRows.ts); else null. */
  readonly tokenPlaces: tf.Tensor | null;
}

/** The forward pass of a layer kind, without its activation; batch first. Gradients come from TF.js. */
export type Forward = (input: ForwardInput) => tf.Tensor;
