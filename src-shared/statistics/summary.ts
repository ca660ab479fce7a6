import { studentQuantile } from './studentT.ts';

export const CONFIDENCE = 0.95;

/** What several seeds say about one number. `halfWidth`: of the Student t interval for the mean; null with fewer than two values. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly sd: number | null;
  readonly halfWidth: number | null;
}

/** Mean, sample standard deviation (n − 1) and Student t interval of the values; `mean` is NaN for none. */
export function summarise(values: readonly number[], confidence = CONFIDENCE): Summary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { n, mean, sd: null, halfWidth: null };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { n, mean, sd, halfWidth: (tFactor(n, confidence) * sd) / Math.sqrt(n) };
}

/** The t by which a standard error is multiplied for n values: 12.706 for 2, 4.303 for 3, towards 1.960. */
export function tFactor(n: number, confidence = CONFIDENCE): number {
  const key = `${n} ${confidence}`;
  const known = factors.get(key);
  if (known !== undefined) return known;
  const factor = studentQuantile(0.5 + confidence / 2, n - 1);
  factors.set(key, factor);
  return factor;
}

/** Bands ask for the same few factors thousands of times a second. */
const factors = new Map<string, number>();

/** A difference paired by seed: the interval in which the true mean difference lies; low and high are null with fewer than two pairs. */
export interface PairedDifference {
  readonly n: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** a − b over the pairs of equal index (one pair per seed). Both lists must have the same length. */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  confidence = CONFIDENCE,
): PairedDifference {
  if (a.length !== b.length) throw new RangeError(`pairs need equal lengths, got ${a.length} and ${b.length}`);
  const { n, mean, halfWidth } = summarise(
    a.map((value, i) => value - b[i]!),
    confidence,
  );
  return {
    n,
    mean,
    low: halfWidth === null ? null : mean - halfWidth,
    high: halfWidth === null ? null : mean + halfWidth,
  };
}

/** True where the interval of the difference excludes zero. Pairs that agree exactly in every seed (interval 0 to 0) are equal. */
export function isSeparated(difference: PairedDifference): boolean {
  if (difference.low === null || difference.high === null) return false;
  return difference.low > 0 || difference.high < 0;
}
