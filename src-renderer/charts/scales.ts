export interface AxisRange {
  readonly min: number;
  readonly max: number;
  /** 4 to 6 values to label. */
  readonly ticks: readonly number[];
}

/** Round steps of an axis: 1, 2 or 5 times a power of ten. */
export function niceStep(span: number, wanted: number): number {
  if (!(span > 0)) return 1;
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * 0.999) ?? 10;
  return factor * power;
}

/** 0 … max in round steps; the axis ends at the last of them. */
export function linearRange(max: number): AxisRange {
  const top = max > 0 && Number.isFinite(max) ? max : 1;
  const step = niceStep(top, 5);
  const count = Math.ceil(top / step - 1e-9);
  return { min: 0, max: clean(count * step), ticks: Array.from({ length: count + 1 }, (_, i) => clean(i * step)) };
}

/** The axis of a share (accuracy): always 0 … 1. */
export const shareRange: AxisRange = { min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

const grids = [
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 3, 5],
  [1, 2, 5],
  [1, 3],
  [1],
] as const;

/** A logarithmic axis a little wider than min … max, with 4 to 6 round values; whole powers, thinned, over many decades. */
export function logRange(min: number, max: number): AxisRange {
  if (!(min > 0) || !(max >= min)) return logRange(0.1, 10);
  const [low, high] = [min / 1.08, max * 1.08];
  const candidates = grids.map((grid) => gridTicks(grid, low, high)).filter((ticks) => ticks.length <= 6);
  const ticks = candidates[0] && candidates[0].length >= 3 ? candidates[0] : sparsePowers(low, high);
  return { min: low, max: high, ticks };
}

function gridTicks(grid: readonly number[], low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++)
    for (const factor of grid) {
      const tick = clean(factor * 10 ** exponent);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}

/** Powers of ten at most six of which are labelled; a span too narrow for those is labelled in even round steps, or at its ends and middle. */
function sparsePowers(low: number, high: number): number[] {
  const powers = gridTicks([1], low, high);
  if (powers.length > 6) {
    const every = Math.ceil(powers.length / 6);
    return powers.filter((_, i) => i % every === 0);
  }
  const step = niceStep(high - low, 6);
  const first = Math.ceil(low / step);
  const even = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => clean((first + i) * step));
  if (even.length >= 3 && even.length <= 6) return even;
  return [low * 1.02, Math.sqrt(low * high), high / 1.02].map((tick) => Number(tick.toPrecision(3)));
}

/** 4 to 6 round places from 0 to the planned end, the end always among them. */
export function countTicks(end: number): readonly number[] {
  if (!(end > 0)) return [0];
  if (end <= 1) return [0, end];
  const step = Math.max(end >= 4 ? 1 : 0.5, niceStep(end, 5));
  const even = end % step === 0 ? null : evenParts(end);
  if (even) return even;
  const ticks: number[] = [];
  for (let tick = 0; tick < end - step * 0.45; tick += step) ticks.push(clean(tick));
  return [...ticks, end];
}

/** The end divided into 5, 4, 3 or 6 equal steps of a round length, where one of them is round: 120 into 30s. */
function evenParts(end: number): readonly number[] | null {
  const parts = [5, 4, 3, 6].find((count) => isRound(end / count));
  return parts === undefined ? null : Array.from({ length: parts + 1 }, (_, at) => clean((at * end) / parts));
}

function isRound(step: number): boolean {
  return step >= 1 && [1, 2, 2.5, 3, 4, 5].includes(clean(step / 10 ** Math.floor(Math.log10(step))));
}

function clean(value: number): number {
  return Number(value.toPrecision(12));
}
