const BINS = 32;
const LEFT = 46;
const TOP = 6;
const AXIS_SPACE = 20;
const GAP = 1.5;
const MAX_TICKS = 4;

interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** Bars of a histogram on a logarithmic count axis that begins at the decade below the smallest count. */
export function logHistogram(histogram: Float64Array, { width, height }: PlotSize) {
  const sums = binned(histogram);
  const bottom = height - AXIS_SPACE;
  const present = sums.filter((sum) => sum > 0);
  const low = present.length > 0 ? Math.ceil(Math.log10(Math.min(...present))) - 1 : 0;
  const high = present.length > 0 ? Math.max(Math.log10(Math.max(...present)), low + 1) : 1;
  const y = (value: number) => bottom - ((Math.log10(value) - low) / (high - low)) * (bottom - TOP);
  const step = (width - LEFT) / BINS;
  const bars = sums.map((sum, bin) => {
    const top = sum > 0 ? y(sum) : bottom;
    return { x: LEFT + bin * step + GAP / 2, y: top, height: bottom - top };
  });
  const every = Math.ceil((Math.floor(high) - low) / MAX_TICKS) || 1;
  const ticks = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, index) => 10 ** (low + index * every));
  return { bars, barWidth: step - GAP, left: LEFT, bottom, ticks: ticks.map((value) => ({ value, y: y(value) })) };
}

function binned(histogram: Float64Array): number[] {
  const width = histogram.length / BINS;
  return Array.from({ length: BINS }, (_, bin) =>
    histogram.subarray(bin * width, (bin + 1) * width).reduce((sum, count) => sum + count, 0),
  );
}
