import type { Kernels } from '../../kernels.ts';

/** A sequence in two orders: row by row as layers pass it on, step by step as recurrences work on it. */
export interface SequenceOrder {
  readonly steps: number;
  /** Values of a step. */
  readonly values: number;
  /** Values of a step with the zeros that fill it up in the step-by-step order. */
  readonly padded: number;
  /** Distance of two steps in the row-by-row order, where other values lie between them. */
  readonly stride: number;
  /** True where the last step comes first in the step-by-step order. */
  readonly isReversed: boolean;
}

/** source [rows, steps, values] → target [steps, rows, padded]. */
export function toSteps(kernels: Kernels, source: number, target: number, rows: number, order: SequenceOrder): void {
  const { steps, values, padded, stride, isReversed } = order;
  for (let step = 0; step < steps; step++) {
    const from = source + 4 * stride * (isReversed ? steps - 1 - step : step);
    const to = target + 4 * padded * rows * step;
    kernels.copyBlocks(from, stride * steps, to, padded, values, padded - values, rows);
  }
}

/** source [steps, rows, padded] → target [rows, steps, values], or added to what is there. */
export function fromSteps(
  kernels: Kernels,
  source: number,
  target: number,
  rows: number,
  { steps, values, padded, stride, isReversed }: SequenceOrder,
  isAdding = false,
): void {
  for (let step = 0; step < steps; step++) {
    const from = source + 4 * padded * rows * step;
    const to = target + 4 * stride * (isReversed ? steps - 1 - step : step);
    if (isAdding) kernels.addBlocks(from, padded, to, stride * steps, values, rows);
    else kernels.copyBlocks(from, padded, to, stride * steps, values, 0, rows);
  }
}
