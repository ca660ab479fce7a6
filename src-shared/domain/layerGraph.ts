import type { ParamValues } from './params.ts';

/** How start weights are drawn: an initialiser of src-shared/initializers and what differs from its defaults. */
export interface InitializerPlan {
  readonly id: string;
  readonly params: ParamValues;
}

/** Weights a layer begins with in place of drawn ones: a part of a file of float32 values that the studio keeps. */
export interface KeptStart {
  /** SHA-256 of the file, its name. */
  readonly file: string;
  /** Where the layer's first value stands in it. */
  readonly from: number;
  /** Shapes of the layer's tensors, in the order the layer has them. */
  readonly shapes: readonly Shape[];
  /** What the reader knows it by: the name of the file it came from. */
  readonly source: string;
}

/** One layer of a model: a kind from the layer registry and its parameters. `id` names it within its graph and never changes. */
export interface LayerNode {
  readonly id: string;
  readonly kind: string;
  readonly params: ParamValues;
  /**
   * The layers whose outputs it reads, by their ids, all before it in the list; `input` is the data. Absent: the layer right before it, as in a stack.
   */
  readonly inputs?: readonly string[];
  /** Absent or null: as the model. */
  readonly initializer?: InitializerPlan | null;
  /** Absent: its weights are drawn. */
  readonly start?: KeptStart;
  /** What large kernels cost in the loss that is trained on: l1 Σ |w| + l2 Σ w². Absent: nothing. */
  readonly regularizer?: { readonly l1: number; readonly l2: number };
  /** True: its weights stay as they start. Absent: they are trained. */
  readonly frozen?: boolean;
  /** Id of the block it belongs to; absent: it stands by itself. */
  readonly block?: string;
}

/** Rows in a row under one name, which the model holds `repeat` times, each time with weights of its own. */
export interface LayerBlock {
  readonly id: string;
  readonly name: string;
  /** From 1; 1 is the rows as they stand. */
  readonly repeat: number;
}

/** The model: layers in order, each fed by the previous one or by those before it that it names. */
export interface LayerGraph {
  readonly layers: readonly LayerNode[];
  /** Absent: none. The rows of a block stand together, and a block has at least one. */
  readonly blocks?: readonly LayerBlock[];
  /** Absent or null: Glorot uniform, biases zero. */
  readonly initializer?: InitializerPlan | null;
}

/** Shape of one sample between layers, without the batch axis: [28, 28, 1] or [256]. */
export type Shape = readonly number[];
