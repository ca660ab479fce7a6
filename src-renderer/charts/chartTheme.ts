import { contenderStyle } from './contenderStyle.ts';

/** What charts draw with: read from the custom properties, so that a theme is changed in one place. */
export interface ChartTheme {
  /** Colour of slot 1 … 10 at index 0 … 9. */
  readonly contenders: readonly string[];
  readonly background: string;
  readonly grid: string;
  readonly axis: string;
  readonly label: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly font: string;
  readonly bandOpacity: number;
  readonly dimOpacity: number;
  readonly lineWidth: number;
  readonly quietWidth: number;
  readonly focusWidth: number;
}

/** Reads the theme in force on an element. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const size = (name: string): number => Number.parseFloat(token(name));
  return {
    contenders: Array.from({ length: 10 }, (_, i) => token(contenderStyle(i + 1).colorVar)),
    background: token('--chart-bg'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    label: token('--chart-label'),
    ink: token('--ink'),
    ink2: token('--ink-2'),
    ink3: token('--ink-3'),
    font: token('--font-ui'),
    bandOpacity: size('--chart-band-opacity'),
    dimOpacity: size('--chart-dim-opacity'),
    lineWidth: size('--chart-line'),
    quietWidth: size('--chart-line-quiet'),
    focusWidth: size('--chart-line-focus'),
  };
}

/** A colour with an alpha of 0 … 1; the tokens are written as #rrggbb. */
export function withAlpha(color: string, alpha: number): string {
  const byte = Math.round(Math.min(1, Math.max(0, alpha)) * 255);
  return `${color.slice(0, 7)}${byte.toString(16).padStart(2, '0')}`;
}
