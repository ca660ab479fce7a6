import type { Kernels } from '../../kernels.ts';

/** What a cell works with. Units are padded to whole groups of four; what fills them up is zeros in every kernel, so it counts nowhere. */
export interface CellSite {
  readonly kernels: Kernels;
  readonly steps: number;
  /** Units with their padding. */
  readonly padded: number;
  /** Code of the activation. */
  readonly activation: number;
  /** Code of what opens its gates, where it has any. */
  readonly gate: number;
  /** Room for so many float32 numbers of every row; returns its address. */
  room(valuesPerRow: number): number;
  /** Room for so many float32 numbers whatever the rows; returns its address. */
  keep(values: number): number;
}

/** Where a pass over a sequence finds what: everything is [steps, rows, …], weights are padded. */
export interface CellPass {
  readonly rows: number;
  /** x W + b, [steps, rows, gates · padded]; on the way back what `forward` left there, and then the gradient of x W + b. */
  readonly z: number;
  /** States, [steps, rows, padded]. */
  readonly h: number;
  readonly recurrentKernel: number;
  readonly bias: number;
}

export interface CellBackwardPass extends CellPass {
  /** Gradients of the states, `stepBytes` apart; that of the last one where `stepBytes` is 0. Written over. */
  readonly dh: number;
  readonly stepBytes: number;
  /** Where the gradients of the recurrent kernel and of the bias go; null where they need not be computed. */
  readonly gradients: { readonly recurrentKernel: number; readonly bias: number } | null;
}

/** What distinguishes recurrent layers: a pass over all steps, and one back. */
export interface Cell {
  readonly gates: number;
  /** Rows of the bias, [biases, gates · padded]; the first is in z before `forward`. */
  readonly biases: number;
  forward(pass: CellPass): void;
  backward(pass: CellBackwardPass): void;
}

/** Prepares a cell for its place in a layer. */
export type CellKind = (site: CellSite) => Cell;

/** Gradient of the recurrent kernel: states of all steps but the last, transposed, times dz of all but the first. */
export function recurrentKernelGradient(
  { kernels, steps, padded }: CellSite,
  { h, rows }: CellPass,
  dz: number,
  columns: number,
  target: number,
): void {
  kernels.gemm(1, 0, padded, columns, (steps - 1) * rows, h, dz + 4 * rows * columns, target, 0);
}
