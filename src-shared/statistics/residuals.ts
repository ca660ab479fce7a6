/** A row and how far its answer was off: answer − truth. */
export interface Miss {
  /** Its place among the judged rows. */
  readonly at: number;
  readonly truth: number;
  readonly answer: number;
  readonly residual: number;
}

/** answer − truth of every row, in the units of the column. */
export function residuals(predicted: Float64Array, actual: Float64Array): Float64Array {
  return predicted.map((value, at) => value - actual[at]!);
}

/** All rows, those farthest off first; equally far ones in their order. What is not finite is farthest. */
export function worstMisses(predicted: Float64Array, actual: Float64Array): readonly Miss[] {
  const off = ({ residual }: Miss): number => (Number.isFinite(residual) ? Math.abs(residual) : Infinity);
  return Array.from(predicted, (answer, at): Miss => {
    const truth = actual[at]!;
    return { at, truth, answer, residual: answer - truth };
  }).sort((a, b) => Number(off(b) > off(a)) - Number(off(b) < off(a)) || a.at - b.at);
}
