import { recordAt } from '#shared/statistics/standings.ts';
import type { ContenderRuns } from '../../charts/contenders.ts';
import type { ComparisonView } from './useComparisonView.ts';

/** What every contender reaches for one class or one target, in the order of the ranking. */
export interface PartRow {
  readonly index: number;
  /** Mean over the seeds; null where it was not measured. */
  readonly values: readonly (number | null)[];
  /** Largest less smallest: how much the contenders differ here. */
  readonly spread: number;
}

/** One row per class or target, whose metric `nameOf` names, at the epoch at which all are compared; none where nothing was measured by it. */
export function partRows(
  view: ComparisonView,
  groups: readonly ContenderRuns[],
  nameOf: (index: number) => string,
): readonly PartRow[] {
  const rows: PartRow[] = [];
  for (let index = 0; ; index++) {
    const values = groups.map((group) => meanOf(view, group, nameOf(index)));
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return rows;
    rows.push({ index, values, spread: Math.max(...known) - Math.min(...known) });
  }
}

function meanOf({ comparison, standings }: ComparisonView, group: ContenderRuns, metric: string): number | null {
  const values = group.runs
    .filter((run) => standings.seeds.includes(run.seed))
    .map((run) =>
      recordAt({ reason: run.reason, epochs: comparison.curves.get(run.id)?.epochs ?? [] }, standings.epoch),
    )
    .map((record) => record?.valMetrics[metric] ?? null)
    .filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
