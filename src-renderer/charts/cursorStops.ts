import type { CurveLine } from './curveSet.ts';

/** The updates at which the cursor can stand: every measured epoch, or, before the first, every update. */
export function cursorStops(lines: readonly CurveLine[]): readonly number[] {
  const steps = new Set(lines.flatMap((line) => line.main.map((point) => point.step)));
  if (steps.size > 0) return [...steps].sort((a, b) => a - b);
  const longest = Math.max(0, ...lines.map((line) => Math.floor((line.updates?.length ?? 0) * line.perUpdate)));
  const every = Math.max(1, Math.floor(longest / 200));
  return Array.from({ length: Math.floor(longest / every) }, (_, i) => (i + 1) * every);
}

/** The stop nearest to a place. `stops` ascending; null where there are none. */
export function nearestStop(stops: readonly number[], step: number): number | null {
  let best: number | null = null;
  for (const stop of stops) if (best === null || Math.abs(stop - step) < Math.abs(best - step)) best = stop;
  return best;
}

/** The stop `by` places further from where the cursor is; without a cursor the last one going back, the first going on. */
export function movedStop(stops: readonly number[], from: number | null, by: number): number | null {
  if (stops.length === 0) return null;
  if (from === null) return (by > 0 ? stops[0] : stops.at(-1)) ?? null;
  const at = stops.indexOf(nearestStop(stops, from)!);
  return stops[Math.min(stops.length - 1, Math.max(0, at + by))] ?? null;
}

/** The value of a line at an update: that of the measured epoch, else of the update itself; null where it has none. */
export function valueAtStep(line: CurveLine, step: number): number | null {
  const point = line.main.find((candidate) => candidate.step === step);
  if (point) return point.y;
  if (line.main.length > 0 || !line.updates) return null;
  const value = line.updates.values[Math.round(step / line.perUpdate) - 1];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
