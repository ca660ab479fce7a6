import { finalStatuses, type EpochRecord, type RunRecord } from '#shared/domain/run.ts';
import { valueOf } from '#shared/statistics/standings.ts';
import { emptyCurves, type Comparison } from '../training/comparison.ts';
import type { ContenderRuns } from './contenders.ts';
import { growingEpochCurve, type CurvePoint } from './epochCurve.ts';
import { followedBy, isFollowed, meanOfEpoch, type FollowedQuantity } from './followed.ts';
import { meanSeries, type MeanSeries } from './meanSeries.ts';
import type { XPlaces } from './xPlaces.ts';

export type Curves = 'validation' | 'training' | 'both';

/** Where a contender's runs ended because the loss was no longer a number. */
export interface Divergence {
  /** The update at which it began, in the first seed that diverged. */
  readonly step: number;
  /** Its place on the x axis. */
  readonly at: number;
  readonly seeds: number;
  readonly allSeeds: number;
}

/** What one chart shows of one contender: unthinned. The `step` of a point is its place on the x axis, in updates of an ordinary contender. */
export interface CurveLine {
  readonly key: string;
  readonly name: string;
  readonly slot: number;
  /** The line with markers and band. */
  readonly main: readonly CurvePoint[];
  /** The thin line beside it: the training value of every epoch, and of the one that is going on. */
  readonly quiet: readonly CurvePoint[];
  /** Every update, where that is wanted or all there is; drawn from the one after `updatesFrom`. */
  readonly updates: MeanSeries | null;
  readonly updatesFrom: number;
  /** Places on the x axis from one of these updates to the next. */
  readonly perUpdate: number;
  readonly divergence: Divergence | null;
}

export interface CurveRequest {
  readonly comparison: Comparison;
  readonly contenders: readonly ContenderRuns[];
  readonly curves: Curves;
  /** `loss`, the name of a metric, or what is recorded of every update. */
  readonly metric: string;
  /** Where a contender's updates stand on the x axis; absent: one after the other. */
  readonly placesOf?: (group: ContenderRuns) => XPlaces;
}

/** The means over updates and epochs are kept between draws; one cache per comparison on the screen. */
export interface CurveCache {
  mean(key: string): ReturnType<typeof meanSeries>;
  epochs(key: string): ReturnType<typeof growingEpochCurve>;
}

export function curveCache(): CurveCache {
  return { mean: remembered(meanSeries), epochs: remembered(growingEpochCurve) };
}

function remembered<T>(make: () => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
}

/** The lines of one chart, one per contender, in the contenders' order. */
export function curveLines(request: CurveRequest, cache: CurveCache): readonly CurveLine[] {
  const { metric } = request;
  return request.contenders.map((contender) =>
    isFollowed(metric) ? followedLine(request, metric, contender, cache) : curveLine(request, contender, cache),
  );
}

/** What was recorded of every update: its mean over each epoch, with every update behind it where only training is asked for or no epoch has ended. */
function followedLine(
  { comparison, curves, placesOf }: CurveRequest,
  metric: FollowedQuantity,
  group: ContenderRuns,
  cache: CurveCache,
): CurveLine {
  const places = placesOf?.(group);
  const runs = group.runs.map((run) => ({
    ...(comparison.curves.get(run.id) ?? emptyCurves()),
    isEnded: isEnded(run),
    own: followedBy(comparison.curves.get(run.id)?.followed, metric),
  }));
  const key = `${group.key} followed ${metric}`;
  const isThere = runs.every(({ own, epochs }) => own.length > 0 || epochs.length === 0);
  const main = isThere
    ? cache.epochs(key)(runs, (epoch, { source, before }) => meanOfEpoch(runs[source]!.own, epoch, before))
    : [];
  const sources = runs.flatMap(({ own, isEnded: ended }) => own.map((each) => ({ series: each, isEnded: ended })));
  const areUpdatesShown = isThere && (curves === 'training' || main.length === 0);
  const updates = areUpdatesShown ? cache.mean(key)(sources) : null;
  const line = { key: group.key, name: group.name, slot: group.slot, main, quiet: [], updates, updatesFrom: 0 };
  const whole = { ...line, perUpdate: 1, divergence: divergenceOf(group.runs) };
  return places && places.perUpdate !== 1 ? placed(whole, places) : whole;
}

function curveLine(request: CurveRequest, group: ContenderRuns, cache: CurveCache): CurveLine {
  const { comparison, curves, metric } = request;
  const places = request.placesOf?.(group);
  const sources = group.runs.map((run) => ({
    ...(comparison.curves.get(run.id) ?? emptyCurves()),
    isEnded: isEnded(run),
  }));
  const part = curves === 'training' ? 'training' : 'validation';
  const divergence = divergenceOf(group.runs);
  const along = (where: 'validation' | 'training') =>
    cache.epochs(`${group.key} ${where} ${metric}`)(sources, (epoch: EpochRecord) =>
      valueOf(epoch, { part: where, metric }),
    );
  const main = along(part);
  const trained = curves === 'both' ? along('training') : [];
  const means =
    metric === 'loss'
      ? cache.mean(group.key)(sources.map(({ loss, isEnded: ended }) => ({ series: loss, isEnded: ended })))
      : null;
  const ownLine = { key: group.key, name: group.name, slot: group.slot, main, divergence, perUpdate: 1 };
  const line = { ...ownLine, ...quietPart(curves, trained, main.at(-1)?.step ?? 0, means, divergence !== null) };
  return places && places.perUpdate !== 1 ? placed(line, places) : line;
}

function placed(line: CurveLine, { at, perUpdate }: XPlaces): CurveLine {
  const move = (points: readonly CurvePoint[]) => points.map((point) => ({ ...point, step: at(point.step) }));
  const { divergence } = line;
  return {
    ...line,
    main: move(line.main),
    quiet: move(line.quiet),
    perUpdate,
    divergence: divergence && { ...divergence, at: at(divergence.step) },
  };
}

/**
 * Six noisy lines over six validation curves hide them: beside those the training loss is the mean of each epoch, and of what the running
 * epoch has seen so far. Every update is drawn where only training is asked for, before the first epoch, and on the way of a divergence.
 */
function quietPart(
  curves: Curves,
  trained: readonly CurvePoint[],
  lastStep: number,
  means: MeanSeries | null,
  isDiverged: boolean,
): Pick<CurveLine, 'quiet' | 'updates' | 'updatesFrom'> {
  if (curves === 'training') return { quiet: [], updates: means, updatesFrom: 0 };
  if (isDiverged) return { quiet: trained, updates: means, updatesFrom: lastStep };
  if (curves === 'validation') return { quiet: [], updates: null, updatesFrom: 0 };
  if (trained.length === 0) return { quiet: [], updates: means, updatesFrom: 0 };
  return { quiet: [...trained, ...runningEpoch(trained, means)], updates: null, updatesFrom: 0 };
}

/** The mean of the first few updates of an epoch jumps about; it is drawn from this share of the epoch on. */
const SHARE_OF_EPOCH = 0.2;

function runningEpoch(trained: readonly CurvePoint[], means: MeanSeries | null): readonly CurvePoint[] {
  const last = trained.at(-1)!;
  const enough = (SHARE_OF_EPOCH * last.step) / last.epoch;
  if (!means || means.length - last.step < Math.max(1, enough)) return [];
  let sum = 0;
  for (let i = last.step; i < means.length; i++) sum += means.values[i] ?? Number.NaN;
  const y = sum / (means.length - last.step);
  return Number.isFinite(y)
    ? [{ epoch: last.epoch + 1, step: means.length, y, low: null, high: null, seeds: last.seeds }]
    : [];
}

function isEnded(run: RunRecord): boolean {
  return finalStatuses.includes(run.status);
}

/** The divergence of a contender's runs, or null. */
export function divergenceOf(runs: readonly RunRecord[]): Divergence | null {
  const diverged = runs.filter((run) => run.status === 'diverged');
  if (diverged.length === 0) return null;
  const steps = diverged.map((run) => Number(run.reason?.detail.step ?? run.steps));
  const step = Math.min(...steps);
  return { step, at: step, seeds: diverged.length, allSeeds: runs.length };
}
