import type * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';

/** Where a layer of own programs stands in its model. */
export interface ProgramSite {
  readonly params: ParamValues;
  /** The activation it applies to its values itself; linear for the last layer, since losses take logits. */
  readonly applied: string;
  /** Whose derivative it takes on the way back: another one where a neighbour does one half of it. */
  readonly derived: string;
  /** The activation of its input, where it takes that derivative for the layer before; linear elsewhere. */
  readonly inputDerived: string;
  /** False where nothing before is trained: its input might as well be data. */
  readonly needsInputGradient: boolean;
  /** True where its weights stay as they are. */
  readonly isFrozen: boolean;
}

/** The forward pass of a layer kind in own programs, activation and way back included. Weights as in `LayerKind.weights`. */
export type ProgramLayer = (x: tf.Tensor, weights: readonly tf.Tensor[], site: ProgramSite) => tf.Tensor;
