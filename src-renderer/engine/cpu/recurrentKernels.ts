/** The kernels of recurrent layers: part of `Kernels`. `units` is a multiple of 4 and sequences lie step by step, [steps, rows, …]; `gate` is of `gateCodes`. */
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

  /** The same, but each block is added to what is there. */
  addBlocks(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    length: number,
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
    gate: number,
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
    gate: number,
  ): void;

  /** z [steps, rows, units] holds x W + b; h = activation(z + h u). */
  simpleRnn(z: number, u: number, h: number, steps: number, rows: number, units: number, activation: number): void;
  /** After `simpleRnn`: z becomes the gradient of x W + b; dh and `stepBytes` as for `lstmGradient`. */
  simpleRnnGradient(
    z: number,
    u: number,
    h: number,
    dh: number,
    stepBytes: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
  ): void;

  /** Reset after the product. z [steps, rows, 3 · units] holds x W + b, gates z, r and candidate; q of the same size receives h u + bias. */
  gruAfter(
    z: number,
    u: number,
    bias: number,
    q: number,
    h: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
    gate: number,
  ): void;
  /** After `gruAfter`: z becomes the gradient of x W + b, q that of h u + bias; dh and `stepBytes` as for `lstmGradient`. */
  gruAfterGradient(
    z: number,
    u: number,
    q: number,
    h: number,
    dh: number,
    stepBytes: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
    gate: number,
  ): void;

  /** Reset before the product: `reset` [steps, rows, units] receives r · the state before, 0 at the first step. */
  gruBefore(
    z: number,
    u: number,
    reset: number,
    h: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
    gate: number,
  ): void;
  /** After `gruBefore`: z becomes the gradient of x W + b; `room` is [rows, units]; dh and `stepBytes` as for `lstmGradient`. */
  gruBeforeGradient(
    z: number,
    u: number,
    h: number,
    dh: number,
    stepBytes: number,
    room: number,
    steps: number,
    rows: number,
    units: number,
    activation: number,
    gate: number,
  ): void;
}
