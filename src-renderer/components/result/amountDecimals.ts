import type { Answers } from '#shared/metrics/metric.ts';
import { extent } from './axis.ts';

const MOST_DECIMALS = 8;

/** Decimals with which the largest of some amounts has four digits, so that a column of them lines up. */
export function amountDecimals({ predicted, actual }: Pick<Answers, 'predicted' | 'actual'>): number {
  const [low, high] = extent(predicted, actual);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (largest === 0) return 0;
  return Math.min(MOST_DECIMALS, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}
