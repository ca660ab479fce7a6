/** A rate that changes at given updates. `at_boundary`: from update b on (PyTorch MultiStepLR); `after_boundary`: after it (Keras). */
export interface Piecewise {
  readonly boundaries: readonly number[];
  /** One more than boundaries. */
  readonly values: readonly number[];
  readonly change: 'at_boundary' | 'after_boundary';
}

/** The rate of 0-based update k. */
export function piecewiseRate(k: number, { boundaries, values, change }: Piecewise): number {
  const passed = boundaries.filter((boundary) => (change === 'at_boundary' ? k >= boundary : k > boundary)).length;
  return values[passed]!;
}
