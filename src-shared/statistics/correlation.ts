export interface Correlation {
  /** Pearson's r, from -1 to 1; null where there are fewer than two pairs or one side is constant. */
  readonly r: number | null;
  /** Rows with both values. */
  readonly count: number;
}

/** How closely two columns follow a straight line, over the rows where both have a value (NaN is missing). Welford 1962, for two columns at once. */
export function correlation(x: Float64Array, y: Float64Array): Correlation {
  let [count, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    if (Number.isNaN(x[row]!) || Number.isNaN(y[row]!)) continue;
    count += 1;
    const [dx, dy] = [x[row]! - meanX, y[row]! - meanY];
    meanX += dx / count;
    meanY += dy / count;
    xx += dx * (x[row]! - meanX);
    yy += dy * (y[row]! - meanY);
    xy += dx * (y[row]! - meanY);
  }
  const scale = Math.sqrt(xx * yy);
  // Rounding may lead a hair past 1.
  return { r: scale > 0 ? Math.max(-1, Math.min(1, xy / scale)) : null, count };
}

export interface CorrelationTable {
  /** Positions of the chosen columns. */
  readonly columns: readonly number[];
  /** r of every pair, row by row. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** The correlations between columns; of more than `most`, the first one and those that follow it closest. */
export function correlationTable(
  columns: readonly number[],
  valuesOf: (column: number) => Float64Array,
  most: number,
): CorrelationTable {
  const read = new Map(columns.map((column) => [column, valuesOf(column)]));
  const between = (a: number, b: number): number | null => (a === b ? 1 : correlation(read.get(a)!, read.get(b)!).r);
  const [first, ...others] = columns;
  const strength = new Map(others.map((column) => [column, Math.abs(between(first!, column) ?? 0)]));
  const chosen =
    columns.length <= most
      ? columns
      : [first!, ...others.sort((a, b) => strength.get(b)! - strength.get(a)!).slice(0, most - 1)];
  return { columns: chosen, values: chosen.map((a) => chosen.map((b) => between(a, b))) };
}
