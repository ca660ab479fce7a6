import type { Shape } from './layerGraph.ts';
import type { LayerState } from './layerStates.ts';

/** What a layer makes of the sample, and how its units fare over several samples. */
export interface LayerLook extends LayerState {
  /** Id in the written-out model. */
  readonly id: string;
  readonly shape: Shape;
  /** Row-major, of the chosen sample alone. */
  readonly values: Float32Array;
}

/** One forward pass of a sample through a model, outside training. */
export interface Look {
  readonly inputShape: Shape;
  /** The sample as the model meets it: scaled and encoded. */
  readonly input: Float32Array;
  /** The number of its class, or the scaled number to predict. */
  readonly answer: number;
  /** The same where several numbers are to be answered, as many as there are; absent: one. */
  readonly answers?: readonly number[];
  readonly layers: readonly LayerLook[];
}
