import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';

export interface SparkCurve {
  readonly slot: number;
  /** Validation loss by epoch (training loss where none was measured); not finite values are left out. */
  readonly values: readonly number[];
}

/** The loss of a run by epoch, for a small line. */
export function sparkCurve(run: RunRecord, epochs: readonly EpochRecord[]): SparkCurve {
  const values = epochs.map((epoch) => epoch.valLoss ?? epoch.loss).filter((value) => value !== null);
  return { slot: run.contender.slot, values };
}

/**
 * SVG paths of several curves on one scale: logarithmic, higher is a larger loss, the first epoch at the left edge. A curve of one
 * point is a short stroke. The scale ends at ten times the smallest largest start, so that a diverged curve does not flatten the others.
 */
export function sparkPaths(
  curves: readonly SparkCurve[],
  width: number,
  height: number,
): { slot: number; d: string }[] {
  const drawn = curves.filter((curve) => curve.values.length > 0);
  const epochs = Math.max(2, ...drawn.map((curve) => curve.values.length));
  const logs = drawn.flatMap((curve) => curve.values.map(logOf));
  const low = Math.min(...logs);
  const high = Math.min(Math.max(...logs), Math.min(...drawn.map((curve) => Math.max(...curve.values.map(logOf)))) + 1);
  const x = (index: number) => round((index / (epochs - 1)) * width);
  const y = (value: number) => round(2 + (height - 4) * (1 - Math.min(1, (logOf(value) - low) / (high - low || 1))));
  return drawn.map(({ slot, values }) => ({
    slot,
    d: path(values.length === 1 ? [values[0]!, values[0]!] : values, x, y, values.length === 1 ? 0.15 : 1),
  }));
}

function path(
  values: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
  stretch: number,
): string {
  return `M${values.map((value, index) => `${round(x(index) * stretch)} ${y(value)}`).join('L')}`;
}

function logOf(value: number): number {
  return Math.log10(Math.max(value, 1e-12));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
