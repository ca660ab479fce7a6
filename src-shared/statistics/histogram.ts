/** Values in bins of equal width. */
export interface Histogram {
  readonly counts: readonly number[];
  /** The lowest and the highest present value; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly missing: number;
}

/** Counts values (NaN is missing) in at most `bins` bins from the lowest to the highest; whole numbers of a short range get a bin each. */
export function histogram(values: Float64Array, bins: number): Histogram {
  let [low, high, missing, isWhole] = [Infinity, -Infinity, 0, true];
  for (const value of values) {
    if (Number.isNaN(value)) missing += 1;
    else {
      low = Math.min(low, value);
      high = Math.max(high, value);
      isWhole &&= Number.isInteger(value);
    }
  }
  if (missing === values.length) return { counts: [], low: null, high: null, missing };
  const wholes = high - low + 1;
  const hasEach = isWhole && wholes <= bins;
  const count = low === high ? 1 : hasEach ? wholes : bins;
  const width = hasEach ? 1 : (high - low) / count;
  const counts = new Array<number>(count).fill(0);
  for (const value of values)
    if (!Number.isNaN(value)) counts[Math.min(count - 1, Math.floor((value - low) / (width || 1)))]! += 1;
  return { counts, low, high, missing };
}
