/** Mean distances of two forecasts from the truth, over the rows that have both. */
export interface NaiveComparison {
  readonly model: number;
  /** Of the forecast that all stays as it was last. */
  readonly naive: number;
  readonly rows: number;
}

/** Compares answers with the last value that was known; rows whose last value is missing are left out. Null where none is left. */
export function againstNaive(
  predicted: Float64Array,
  actual: Float64Array,
  last: Float64Array,
): NaiveComparison | null {
  let [model, naive, rows] = [0, 0, 0];
  for (let at = 0; at < actual.length; at++) {
    if (!Number.isFinite(last[at]!)) continue;
    model += Math.abs(predicted[at]! - actual[at]!);
    naive += Math.abs(last[at]! - actual[at]!);
    rows += 1;
  }
  return rows === 0 ? null : { model: model / rows, naive: naive / rows, rows };
}
