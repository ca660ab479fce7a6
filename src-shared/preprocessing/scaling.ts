/** x ↦ (x − mean) / std. */
export interface Standardisation {
  readonly mean: number;
  readonly std: number;
}

/** Leaves values as they are. */
export const identityScaling: Standardisation = { mean: 0, std: 1 };

/** Mean and population standard deviation of the present values; a constant gets std 1, so that nothing is divided by zero. */
export function standardisation(values: Iterable<number>): Standardisation {
  let [count, mean, squares] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count += 1;
    const before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }
  const std = count > 0 ? Math.sqrt(squares / count) : 0;
  return { mean: count > 0 ? mean : 0, std: std > 0 ? std : 1 };
}

/** The middle of the present values; 0 when there is none. */
export function median(values: Iterable<number>): number {
  const present = Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort();
  if (present.length === 0) return 0;
  const middle = present.length >> 1;
  return present.length % 2 === 1 ? present[middle]! : (present[middle - 1]! + present[middle]!) / 2;
}

/** The mean of the present values; 0 when there is none. */
export function mean(values: Iterable<number>): number {
  return standardisation(values).mean;
}

/** The present value that occurs most often, the lowest of several; null when there is none. */
export function mostFrequent(values: Iterable<number>): number | null {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  let [best, bestCount]: [number | null, number] = [null, 0];
  for (const [value, count] of counts)
    if (count > bestCount || (count === bestCount && value < best!)) [best, bestCount] = [value, count];
  return best;
}
