import type { RaceStep } from '#shared/surfaces/race.ts';
import { countTicks, linearRange, logRange, niceStep, type AxisRange } from './scales.ts';

/** How heights are drawn: as they are on a log scale, above a known lowest point on a log scale, or on a plain scale where neither is possible. */
export type LossScale = 'log' | 'above' | 'linear';

export interface LossLine {
  readonly slot: number;
  /** Height, or height above the lowest point; null where it cannot be drawn. By step. */
  readonly values: readonly (number | null)[];
}

export interface LossModel {
  readonly scale: LossScale;
  readonly lines: readonly LossLine[];
  readonly x: readonly number[];
  readonly end: number;
  readonly y: AxisRange;
}

const SPAN_DECADES = 14;

/** What the loss chart shows. `lowest` is the height of the surface's known minimum, or null. */
export function lossModel(
  races: readonly { readonly slot: number; readonly trace: readonly RaceStep[] }[],
  end: number,
  lowest: number | null,
): LossModel {
  const all = races.flatMap(({ trace }) => trace.map(({ f }) => f)).filter(Number.isFinite);
  const smallest = Math.min(...all);
  const base = lowest === null ? 0 : Math.min(0, lowest);
  const scale: LossScale = smallest < base - 1e-9 ? 'linear' : base < 0 ? 'above' : 'log';
  const shown = (f: number): number | null => {
    if (!Number.isFinite(f)) return null;
    if (scale === 'linear') return f;
    return f - base > 0 ? f - base : null;
  };
  const lines = races.map(({ slot, trace }) => ({ slot, values: trace.map(({ f }) => shown(f)) }));
  const values = lines.flatMap((line) => line.values).filter((value) => value !== null);
  return { scale, lines, x: countTicks(end), end, y: rangeOf(scale, values) };
}

/** A log axis never spans more than fourteen decades: what is lower leaves the plot at its foot, a divergence at its top. */
function rangeOf(scale: LossScale, values: readonly number[]): AxisRange {
  if (values.length === 0) return logRange(0.1, 10);
  const start = Math.abs(values[0]!) || 1;
  const [low, high] = [Math.min(...values), Math.min(Math.max(...values), 1e6 * start)];
  if (scale !== 'linear') return logRange(Math.max(low, high / 10 ** SPAN_DECADES), Math.max(high, low));
  if (low >= 0) return linearRange(high);
  const floor = Math.max(low, -1e3 * start);
  const step = niceStep(high - floor || 1, 4);
  const first = Math.floor(floor / step);
  const last = Math.ceil(high / step);
  return {
    min: first * step,
    max: last * step,
    ticks: Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12))),
  };
}

/** Height of a value in the plot, 0 at the foot, 1 at the top. */
export function lossFraction({ scale, y }: LossModel, value: number): number {
  if (scale === 'linear') return (value - y.min) / (y.max - y.min);
  return Math.log(value / y.min) / Math.log(y.max / y.min);
}
