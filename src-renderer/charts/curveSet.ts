import { finalStatuses, type EpochRecord, type RunRecord } from '#shared/domain/run.ts';
import { valueOf } from '#shared/statistics/standings.ts';
import { emptyCurves, type Comparison } from '../training/comparison.ts';
import type { ContenderRuns } from './contenders.ts';
import { epochCurve, type CurvePoint } from './epochCurve.ts';
import { meanSeries, type MeanSeries } from './meanSeries.ts';

export type Curves = 'validation' | 'training' | 'both';

/** Where a contender's runs ended because the loss was no longer a number. */
export interface Divergence {
  /** The update at which it began, in the first seed that diverged. */
  readonly step: number;
  readonly seeds: number;
  readonly allSeeds: number;
}

/** What one chart shows of one contender: unthinned, over updates. */
export interface CurveLine {
  readonly key: string;
  readonly name: string;
  readonly slot: number;
  /** The line with markers and band. */
  readonly main: readonly CurvePoint[];
  /** The thin line beside it: every update, or the training value of every epoch. */
  readonly updates: MeanSeries | null;
  readonly quiet: readonly CurvePoint[];
  readonly divergence: Divergence | null;
}

export interface CurveRequest {
  readonly comparison: Comparison;
  readonly contenders: readonly ContenderRuns[];
  readonly curves: Curves;
  /** `loss`, or the name of a metric. */
  readonly metric: string;
}

/** The means over updates are kept between draws; one cache per comparison on the screen. */
export interface CurveCache {
  mean(key: string): ReturnType<typeof meanSeries>;
}

export function curveCache(): CurveCache {
  const known = new Map<string, ReturnType<typeof meanSeries>>();
  return {
    mean(key) {
      const found = known.get(key) ?? meanSeries();
      known.set(key, found);
      return found;
    },
  };
}

/** The lines of one chart, one per contender, in the contenders' order. */
export function curveLines(request: CurveRequest, cache: CurveCache): readonly CurveLine[] {
  return request.contenders.map((contender) => curveLine(request, contender, cache));
}

function curveLine({ comparison, curves, metric }: CurveRequest, group: ContenderRuns, cache: CurveCache): CurveLine {
  const sources = group.runs.map((run) => ({
    ...(comparison.curves.get(run.id) ?? emptyCurves()),
    isEnded: isEnded(run),
  }));
  const part = curves === 'training' ? 'training' : 'validation';
  const divergence = divergenceOf(group.runs);
  const along = (where: 'validation' | 'training') =>
    epochCurve(sources, (epoch: EpochRecord) => valueOf(epoch, { part: where, metric }));
  const everyUpdate = metric === 'loss' && (curves !== 'validation' || divergence !== null);
  const updates = everyUpdate
    ? cache.mean(group.key)(
        sources.map(({ steps, isEnded: ended }) => ({ series: steps.get('loss') ?? [], isEnded: ended })),
      )
    : null;
  const quiet = metric !== 'loss' && curves === 'both' ? along('training') : [];
  return { key: group.key, name: group.name, slot: group.slot, main: along(part), updates, quiet, divergence };
}

function isEnded(run: RunRecord): boolean {
  return finalStatuses.includes(run.status);
}

/** The divergence of a contender's runs, or null. */
export function divergenceOf(runs: readonly RunRecord[]): Divergence | null {
  const diverged = runs.filter((run) => run.status === 'diverged');
  if (diverged.length === 0) return null;
  const steps = diverged.map((run) => Number(run.reason?.detail.step ?? run.steps));
  return { step: Math.min(...steps), seeds: diverged.length, allSeeds: runs.length };
}
