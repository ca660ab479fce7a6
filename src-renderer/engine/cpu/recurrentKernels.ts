/** The kernels of recurrent layers: part of `Kernels`. `units` is a multiple of 4 and sequences lie step by step, [steps, rows, …]. */
export interface RecurrentKernels {
  /** Copies `count` blocks of `length` values, `sourceStride` and `targetStride` values apart, with `zeros` zeros behind each copy. */
  copyBlocks(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    length: number,
    zeros: number,
    count: number,
  ): void;

  /** Scratch for a recurrent kernel [units, columns], both ways. */
  recurrentScratch(units: number, columns: number): number;
  /**
   * z [steps, rows, 4 · units] holds x W + b, gates i, f, c, o side by side, and becomes the gates for u [units, 4 · units]; h, c and bent =
   * activation(c) are [steps, rows, units].
   */
  lstm(
    z: number,
    u: number,
    h: number,
    c: number,
    bent: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
  ): void;
  /**
   * After `lstm`: z becomes the gradient of x W + b. dh, the gradients of the states, lies `stepBytes` apart, or is that of the last one where
   * `stepBytes` is 0; it is written over. dc [rows, units] is room.
   */
  lstmGradient(
    z: number,
    u: number,
    c: number,
    bent: number,
    dh: number,
    stepBytes: number,
    dc: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
  ): void;
}
