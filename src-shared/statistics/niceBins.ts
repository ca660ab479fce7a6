/** Values counted in bins of one width; bin i goes from `low + i × width`. */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts finite values in about `wanted` bins whose edges are multiples of 1, 2 or 5 times a power of ten. */
export function niceBins(values: Float64Array, wanted: number): Bins {
  if (values.length === 0) return { low: 0, width: 1, counts: [] };
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
  const width = roundWidth((most - least) / wanted, Math.abs(most));
  const first = Math.floor(least / width);
  const counts = new Array<number>(Math.floor(most / width) - first + 1).fill(0);
  for (const value of values) counts[Math.floor(value / width) - first]! += 1;
  return { low: first * width, width, counts };
}

/** At least so wide; of equal values a tenth of their size. */
function roundWidth(least: number, size: number): number {
  const wanted = least > 0 ? least : size > 0 ? size / 10 : 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 2, 5].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10) * power;
}
