import { ofClass } from '#shared/metrics/perClass.ts';
import { recordAt } from '#shared/statistics/standings.ts';
import type { ContenderRuns } from '../../charts/contenders.ts';
import type { ComparisonView } from './useComparisonView.ts';

/** How well every contender tells one class, in the order of the ranking. */
export interface ClassRow {
  readonly index: number;
  /** Mean recall over the seeds; null where it was not measured. */
  readonly recalls: readonly (number | null)[];
  /** Largest less smallest: how much the contenders differ on this class. */
  readonly spread: number;
}

/** One row per class at the epoch at which all are compared; none where nothing was measured by class. */
export function classRows(view: ComparisonView, groups: readonly ContenderRuns[]): readonly ClassRow[] {
  const rows: ClassRow[] = [];
  for (let index = 0; ; index++) {
    const recalls = groups.map((group) => meanRecall(view, group, index));
    const known = recalls.filter((recall) => recall !== null);
    if (known.length === 0) return rows;
    rows.push({ index, recalls, spread: Math.max(...known) - Math.min(...known) });
  }
}

function meanRecall({ comparison, standings }: ComparisonView, group: ContenderRuns, index: number): number | null {
  const values = group.runs
    .filter((run) => standings.seeds.includes(run.seed))
    .map((run) =>
      recordAt({ reason: run.reason, epochs: comparison.curves.get(run.id)?.epochs ?? [] }, standings.epoch),
    )
    .map((record) => record?.valMetrics[ofClass('recall', index)] ?? null)
    .filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
