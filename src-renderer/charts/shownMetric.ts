import { metrics } from '#shared/metrics/index.ts';
import type { Comparison } from '../training/comparison.ts';

/** The metrics that the runs were measured by, in the order of the registry; those of single classes are shown elsewhere. */
export function measuredMetrics({ curves }: Comparison): readonly string[] {
  const known = new Set<string>();
  for (const { epochs } of curves.values()) {
    const last = epochs.at(-1);
    for (const of of [last?.metrics, last?.valMetrics, epochs.at(-2)?.valMetrics])
      for (const name of Object.keys(of ?? {})) known.add(name);
  }
  return metrics.map(({ id }) => id).filter((id) => known.has(id));
}
