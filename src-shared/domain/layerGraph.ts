import type { ParamValues } from './params.ts';

/** One layer of a model: a kind from the layer registry and its parameters. `id` names it within its graph and never changes. */
export interface LayerNode {
  readonly id: string;
  readonly kind: string;
  readonly params: ParamValues;
}

/** The model: layers in order, each fed by the previous one. */
export interface LayerGraph {
  readonly layers: readonly LayerNode[];
}

/** Shape of one sample between layers, without the batch axis: [28, 28, 1] or [256]. */
export type Shape = readonly number[];
