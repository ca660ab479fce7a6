import type { ParamValues } from '#shared/domain/params.ts';
import type { Shape } from '#shared/domain/layerGraph.ts';
import type { StreamKey } from '#shared/random/hash.ts';
import type { Kernels } from '../kernels.ts';
import type { ActivationHalves } from './activation.ts';

/** Where in a model a layer stands, and what it may take for itself. Shapes are those of one row. */
export interface LayerSite {
  readonly kernels: Kernels;
  readonly inputShape: Shape;
  /** The shapes of all it reads, of which `inputShape` is the first. */
  readonly inputs: readonly Shape[];
  readonly outputShape: Shape;
  readonly params: ParamValues;
  readonly activation: ActivationHalves;
  /** True where nothing needs more of the layer's input again than its sign, so that its output may take the same place. */
  readonly mayOverwriteInput: boolean;
  /** True where the layer's weights stay as they are: their gradients need not be computed (what is written there, nobody reads). */
  readonly isFrozen: boolean;
  /** False where nothing it reads learns: nobody wants the gradient there. */
  readonly needsInputGradient: boolean;
  /** Room for so many float32 numbers of every row, for the life of the plan; returns its address. */
  room(valuesPerRow: number): number;
  /** Room for so many float32 numbers whatever the rows, for the life of the plan; returns its address. */
  keep(values: number): number;
  /** Asks for so many bytes of scratch memory while the layer works. */
  scratch(bytes: number): void;
  /** Most rows the layer will meet. */
  readonly mostRows: number;
}

/** What the layer needs for its backward pass beside what it keeps itself. */
export interface BackwardPass {
  readonly rows: number;
  /** The input and the output of the forward pass. */
  readonly x: number;
  /** All inputs of a layer that brings branches together. */
  readonly xs: readonly number[];
  readonly y: number;
  readonly weights: readonly number[];
  /** Where the gradients of the weights go, in the order of `weights`. */
  readonly gradients: readonly number[];
  /** The gradient of the output; may be overwritten. */
  readonly dy: number;
  /** Where the gradient of the input goes: `dy` where it is computed in place. */
  readonly dx: number;
  /** The same for all inputs; 0 where nobody wants it. */
  readonly dxs: readonly number[];
  readonly mask: StreamKey | null;
}

/** A layer of a planned model: functions over addresses of the kernels' memory. */
export interface CpuLayer {
  /** True where the backward pass reads more of the layer's output than its sign, so that it must be left as it is. */
  readonly keepsOutput: boolean;
  /** True where the gradient of the input takes the place of that of the output. */
  readonly gradientInPlace: boolean;
  /**
   * Returns the address of the output, which may be that of the input. `mask` is null where nothing is dropped. `isTraining`: a backward pass
   * may follow, and the layer may write its state; else the model answers. `xs` are all inputs, x the first of them.
   */
  forward(
    x: number,
    weights: readonly number[],
    rows: number,
    mask: StreamKey | null,
    isTraining: boolean,
    xs: readonly number[],
  ): number;
  /** Writes the gradients of the weights, and that of the input where it is needed. */
  backward(pass: BackwardPass): void;
}

/** Prepares a layer kind for its place in a model. */
export type CpuLayerKind = (site: LayerSite) => CpuLayer;
