import { MAX_RACERS } from '#shared/surfaces/racer.ts';
import { contenderStyle } from './contenderStyle.ts';
import { readChartTheme, type ChartTheme } from './chartTheme.ts';

/** What a contour map draws with; it has a colour for every racer. */
export interface MapTheme extends ChartTheme {
  readonly low: string;
  readonly high: string;
  readonly contour: string;
  readonly surface: string;
}

/** Adds the colours of maps to a chart theme. */
export function readMapTheme(element: Element): MapTheme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ...readChartTheme(element),
    contenders: Array.from({ length: MAX_RACERS }, (_, i) => token(contenderStyle(i + 1).colorVar)),
    low: token('--map-0'),
    high: token('--map-1'),
    contour: token('--map-line'),
    surface: token('--surface'),
  };
}
