import { niceStep } from '../../charts/scales.ts';

/** An axis from value to place, with round values to label. */
export interface PlotAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly value: number; readonly at: number }[];
  place(value: number): number;
}

/** An axis between two places that holds all values; values that are all equal get room around them. */
export function plotAxis(low: number, high: number, from: number, to: number, wanted = 5): PlotAxis {
  const room = high > low ? 0 : Math.abs(low) / 10 || 1;
  const [least, most] = [low - room, high + room];
  const step = niceStep(most - least, wanted);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  const [min, max] = [first * step, last * step];
  const place = (value: number): number => from + ((value - min) / (max - min)) * (to - from);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { min, max, place, ticks: ticks.map((value) => ({ value, at: place(value) })) };
}

/** The lowest and the highest finite value; 0 and 1 where there is none. */
export function extent(...lists: readonly Float64Array[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists)
    for (const value of list) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? [low, high] : [0, 1];
}
