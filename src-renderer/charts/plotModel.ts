import type { Change } from './changes.ts';
import type { CurvePoint } from './epochCurve.ts';
import type { CurveLine } from './curveSet.ts';
import { countTicks, linearRange, logRange, shareRange, type AxisRange } from './scales.ts';
import { thin, thinPoints, type Point } from './thinning.ts';

/** One line as it is drawn: thinned, in the units of the x axis. */
export interface PlotLine {
  readonly key: string;
  readonly slot: number;
  readonly isMain: boolean;
  readonly points: readonly Point[];
}

export interface PlotBand {
  readonly key: string;
  readonly slot: number;
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
}

export interface PlotEnd {
  readonly key: string;
  readonly slot: number;
  readonly name: string;
  readonly at: Point;
  readonly isLead: boolean;
}

export interface PlotDivergence {
  readonly key: string;
  readonly slot: number;
  readonly at: Point;
  readonly sentence: string;
}

export interface PlotChange {
  /** Whose; null: of all. */
  readonly key: string | null;
  readonly slot: number | null;
  readonly x: number;
}

export interface PlotModel {
  readonly lines: readonly PlotLine[];
  readonly bands: readonly PlotBand[];
  readonly ends: readonly PlotEnd[];
  readonly divergences: readonly PlotDivergence[];
  readonly x: { readonly max: number; readonly ticks: readonly number[] };
  readonly y: AxisRange;
  readonly isLog: boolean;
  readonly changes: readonly PlotChange[];
  /** Where training is, in x units; null when nothing trains. */
  readonly now: number | null;
}

export interface PlotRequest {
  readonly lines: readonly CurveLine[];
  /** Places per unit of the x axis: 1, or the length of an epoch. */
  readonly unit: number;
  /** The planned end, in places. */
  readonly endStep: number;
  readonly nowStep: number | null;
  readonly isLog: boolean;
  /** True for a share such as accuracy: the axis is 0 … 1. */
  readonly isShare: boolean;
  /** Width of the plot in px: the number of buckets a long line is thinned to. */
  readonly width: number;
  readonly leaders: ReadonlySet<string>;
  /** What was changed while it trained. */
  readonly changes: readonly Change[];
  /** The short sentence beside a ×. */
  readonly divergenceText: (line: CurveLine) => string;
}

/** Everything a chart draws, without a canvas. Reads the curves, never changes them. */
export function plotModel(request: PlotRequest): PlotModel {
  const { unit, isLog, endStep, nowStep, width } = request;
  const lines = request.lines.map((line) => ({
    ...line,
    main: thinPoints(line.main, width),
    quiet: thinPoints(line.quiet, width),
  }));
  const drawable = (y: number): boolean => Number.isFinite(y) && (!isLog || y > 0);
  const thinned = lines.map((line) => ({
    line,
    updates: thinUpdates(line, request).filter((point) => drawable(point.y)),
  }));
  const range = yRange(request, thinned, drawable);
  const main = lines.map((line) => mainLine(line, unit, drawable));
  const quiet = thinned.map(({ line, updates }) => quietLine(line, updates, unit, range, drawable));
  return {
    lines: [...main, ...quiet].filter((line) => line.points.length > 0),
    bands: lines
      .map((line) => band(line, unit, isLog ? range.min / 1e3 : -Infinity))
      .filter((each) => each.points.length > 1),
    ends: lines.flatMap((line) => lineEnd(request, line, thinned, drawable)),
    divergences: thinned.flatMap(({ line, updates }) => divergence(request, line, updates, range)),
    x: { max: endStep / unit, ticks: countTicks(endStep / unit) },
    y: range,
    isLog,
    changes: request.changes.map(({ at, group }) => ({
      key: group?.key ?? null,
      slot: group?.slot ?? null,
      x: at / unit,
    })),
    now: nowStep === null ? null : nowStep / unit,
  };
}

type Thinned = { readonly line: CurveLine; readonly updates: readonly Point[] };

function thinUpdates(
  { updates, updatesFrom, perUpdate }: CurveLine,
  { unit, width, endStep }: PlotRequest,
): readonly Point[] {
  if (!updates || updates.length <= updatesFrom) return [];
  const length = updates.length - updatesFrom;
  const values = updates.values.subarray(updatesFrom);
  const buckets = Math.ceil((width * length * perUpdate) / Math.max(1, endStep));
  const stepX = perUpdate / unit;
  return thin({ values, length, firstX: (updatesFrom + 1) * stepX, stepX }, buckets);
}

function mainLine(line: CurveLine, unit: number, drawable: (y: number) => boolean): PlotLine {
  const points = line.main.filter((point) => drawable(point.y)).map((point) => ({ x: point.step / unit, y: point.y }));
  return { key: line.key, slot: line.slot, isMain: true, points };
}

/** The thin line; that of a diverged contender leaves the plot at the top. */
function quietLine(
  line: CurveLine,
  updates: readonly Point[],
  unit: number,
  range: AxisRange,
  drawable: (y: number) => boolean,
): PlotLine {
  const epochs = line.quiet.filter((point) => drawable(point.y)).map((point) => ({ x: point.step / unit, y: point.y }));
  const out = line.divergence && updates.length > 0 ? [{ x: line.divergence.at / unit, y: range.max * 1e6 }] : [];
  const isOnly = line.main.length === 0 && line.divergence !== null;
  return { key: line.key, slot: line.slot, isMain: isOnly, points: [...epochs, ...updates, ...out] };
}

function band(line: CurveLine, unit: number, floor: number): PlotBand {
  const points = line.main
    .filter((point): point is CurvePoint & { low: number; high: number } => point.low !== null && point.high !== null)
    .map((point) => ({ x: point.step / unit, low: Math.max(floor, point.low), high: point.high }));
  return { key: line.key, slot: line.slot, points };
}

/** The name stands at the end of the main line, before the first epoch at the end of the thin one; a diverged line has its × instead. */
function lineEnd(
  { unit, leaders }: PlotRequest,
  line: CurveLine,
  thinned: readonly Thinned[],
  drawable: (y: number) => boolean,
): readonly PlotEnd[] {
  if (line.divergence && line.divergence.seeds === line.divergence.allSeeds) return [];
  const last = line.main.findLast((point) => drawable(point.y));
  const at = last ? { x: last.step / unit, y: last.y } : thinned.find((each) => each.line === line)?.updates.at(-1);
  return at ? [{ key: line.key, slot: line.slot, name: line.name, at, isLead: leaders.has(line.key) }] : [];
}

function divergence(
  { unit, divergenceText }: PlotRequest,
  line: CurveLine,
  updates: readonly Point[],
  range: AxisRange,
): readonly PlotDivergence[] {
  if (!line.divergence) return [];
  const x = line.divergence.at / unit;
  const before = [...line.main.map((point) => ({ x: point.step / unit, y: point.y })), ...updates].filter(
    (point) => point.x <= x,
  );
  const last = before.reduce<Point | null>(
    (latest, point) => (latest === null || point.x >= latest.x ? point : latest),
    null,
  );
  const at = { x: last?.x ?? x, y: Math.min(last?.y ?? range.min, range.max) };
  return [{ key: line.key, slot: line.slot, at, sentence: divergenceText(line) }];
}

/** How far above the calmest contender's highest value the axis may reach; what goes beyond leaves the plot at the top. */
const REACH = { log: 100, linear: 10 } as const;

/** The range of what trains well: a line on its way to infinity does not squeeze the others. */
function yRange(
  { isShare, isLog }: PlotRequest,
  thinned: readonly Thinned[],
  drawable: (y: number) => boolean,
): AxisRange {
  if (isShare) return shareRange;
  const calm = thinned.filter(({ line }) => !line.divergence).map((each) => valuesOf([each], drawable));
  const peaks = calm.filter((values) => values.length > 0).map(largest);
  const reach = peaks.length > 0 ? smallest(peaks) * (isLog ? REACH.log : REACH.linear) : Number.MAX_VALUE;
  const values = calm.flat().filter((value) => value <= reach);
  const limit = values.length > 0 ? Math.min(reach, 2.5 * largest(values)) : Number.MAX_VALUE;
  const wild = valuesOf(
    thinned.filter(({ line }) => line.divergence),
    drawable,
  );
  const all = [...values, ...wild.filter((value) => value <= limit)];
  if (all.length === 0) return isLog ? logRange(0.1, 10) : linearRange(1);
  const max = Math.min(largest(all), 1e12);
  return isLog ? logRange(Math.min(max, smallest(all)), max) : linearRange(max);
}

function valuesOf(lines: readonly Thinned[], drawable: (y: number) => boolean): number[] {
  const values: number[] = [];
  for (const { line, updates } of lines) {
    for (const point of line.main) values.push(point.y, point.high ?? point.y);
    for (const point of line.quiet) values.push(point.y);
    for (const point of updates) values.push(point.y);
  }
  return values.filter(drawable);
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function smallest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
