import type { RunRecord } from '#shared/domain/run.ts';
import type { RankRow } from '#shared/statistics/ranking.ts';
import { recordAt, valueOf } from '#shared/statistics/standings.ts';
import { solves } from '#shared/training/solving.ts';
import { currentRate, type ContenderRuns } from '../../charts/contenders.ts';
import { divergenceOf, type Divergence } from '../../charts/curveSet.ts';
import type { ComparisonView } from './useComparisonView.ts';

/** One row of the ranking table: numbers only, the table makes the words. */
export interface RankingRow {
  readonly group: ContenderRuns;
  readonly place: RankRow | null;
  /** Null for a solver, which finds its step lengths itself. */
  readonly rate: number | null;
  /** What a solver's runs asked for so far, on the average; null for update rules. */
  readonly work: { readonly steps: number; readonly gradients: number } | null;
  /** Mean loss at the compared epoch; null before it. */
  readonly loss: number | null;
  /** Mean of a whole epoch; null before the first. */
  readonly secondsPerEpoch: number | null;
  readonly divergence: Divergence | null;
  readonly isLead: boolean;
}

/** The rows of the ranking table, in its order. */
export function rankingRows(view: ComparisonView): readonly RankingRow[] {
  return view.order.map((key) => {
    const group = view.contenders.find((candidate) => candidate.key === key)!;
    const place = view.standings.rows.find((row) => row.name === group.name) ?? null;
    return {
      group,
      place,
      rate: solves(group.contender) ? null : currentRate(group),
      work: solves(group.contender) ? workOf(view, group) : null,
      loss: place ? meanLoss(view, group) : null,
      secondsPerEpoch: meanSeconds(view, group),
      divergence: divergenceOf(group.runs),
      isLead: view.leaders.has(key),
    };
  });
}

function meanLoss({ comparison, standings }: ComparisonView, group: ContenderRuns): number | null {
  const { epoch, seeds, quantity } = standings;
  const values = group.runs
    .filter((run) => seeds.includes(run.seed))
    .map((run) => recordAt({ reason: run.reason, epochs: comparison.curves.get(run.id)?.epochs ?? [] }, epoch))
    .map((record) => (record ? valueOf(record, { part: quantity.part, metric: 'loss' }) : null));
  return mean(values.filter((value) => value !== null));
}

function workOf({ comparison }: ComparisonView, { runs }: ContenderRuns): RankingRow['work'] {
  const counts = runs.map(({ id, steps }) => {
    const { evaluations } = comparison.curves.get(id) ?? {};
    return { steps, gradients: evaluations?.values[evaluations.length - 1] ?? steps };
  });
  return {
    steps: mean(counts.map(({ steps }) => steps)) ?? 0,
    gradients: mean(counts.map((each) => each.gradients)) ?? 0,
  };
}

/** Epochs cut short by a stop have no validation and do not count. */
function meanSeconds({ comparison, standings }: ComparisonView, group: ContenderRuns): number | null {
  const isTraining = standings.quantity.part === 'training';
  const epochs = (run: RunRecord) => comparison.curves.get(run.id)?.epochs ?? [];
  let [sum, count] = [0, 0];
  // A small network has ten thousands of epochs, and this is computed at every drawing: no list is made of them.
  for (const run of group.runs)
    for (let at = 0, before = 0; at < epochs(run).length; at++) {
      const { epoch, seconds, valLoss } = epochs(run)[at]!;
      // A step of a solver passes over the rows several times.
      const passes = epoch - before;
      before = epoch;
      if (!isTraining && valLoss === null) continue;
      sum += seconds;
      count += passes;
    }
  return count === 0 ? null : sum / count;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The axis that all intervals share: from the lowest to the highest end; a share cannot leave 0 … 1. */
export function intervalAxis(rows: readonly RankingRow[], isShare: boolean): { low: number; high: number } {
  const ends = rows.flatMap(({ place }) => {
    if (!place) return [];
    const { mean: middle, halfWidth } = place.summary;
    return [middle - (halfWidth ?? 0), middle + (halfWidth ?? 0)];
  });
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return isShare ? { low: Math.max(0, low), high: Math.min(1, high) } : { low, high };
}

/** The run whose model is worth taking away: of the contender's kept ones the best at the epoch it counts with. */
export function bestRun({ comparison, standings }: ComparisonView, group: ContenderRuns): RunRecord | null {
  const { quantity } = standings;
  const sign = quantity.direction === 'higher' ? -1 : 1;
  const last = (run: RunRecord): number => {
    const epochs = comparison.curves.get(run.id)?.epochs ?? [];
    const measured = epochs.findLastIndex((epoch) => valueOf(epoch, quantity) !== null) + 1;
    const record = recordAt({ reason: run.reason, epochs }, epochs[measured - 1]?.epoch ?? 0);
    return sign * ((record && valueOf(record, quantity)) ?? Infinity * sign);
  };
  const kept = group.runs.filter((run) => run.hasWeights || run.status === 'finished' || run.status === 'stopped');
  return kept.toSorted((a, b) => last(a) - last(b))[0] ?? null;
}
