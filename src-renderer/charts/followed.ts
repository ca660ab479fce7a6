import type { EpochRecord } from '#shared/domain/run.ts';
import { effectiveRates, isAskedFor, series } from '#shared/domain/series.ts';
import type { FollowedSeries } from '../training/comparison.ts';
import type { StepSeries } from '../training/stepSeries.ts';

/** What is recorded of every update and can be looked at beside the loss: why one gets on and another does not. */
export const followedQuantities = ['gradientNorm', 'updateRatio', 'effectiveRate', 'learningRate'] as const;
export type FollowedQuantity = (typeof followedQuantities)[number];

export function isFollowed(metric: string): metric is FollowedQuantity {
  return followedQuantities.some((quantity) => quantity === metric);
}

/** The series a quantity is made of. A rule with one rate for all weights has no effective rates: its learning rate is what every weight gets. */
export function patternsOf(metric: string): readonly string[] {
  if (!isFollowed(metric)) return [];
  return metric === 'effectiveRate' ? [effectiveRates, series.learningRate] : [series[metric]];
}

/** The series of one run that show a quantity: of several parameters their mean is shown. None before all of it is there. */
export function followedBy(followed: FollowedSeries | undefined, metric: FollowedQuantity): readonly StepSeries[] {
  if (!followed?.isWhole) return [];
  for (const pattern of patternsOf(metric)) {
    const own = [...followed.byName].flatMap(([name, each]) => (isAskedFor(name, pattern) ? [each] : []));
    if (own.length > 0) return own;
  }
  return [];
}

/** Mean of these series over the updates of one epoch; null where none of them has a number there. */
export function meanOfEpoch(own: readonly StepSeries[], epoch: EpochRecord, before: EpochRecord | null): number | null {
  let [sum, count] = [0, 0];
  for (const { values } of own)
    for (const value of values.subarray(before?.step ?? 0, epoch.step)) {
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
  return count > 0 ? sum / count : null;
}
