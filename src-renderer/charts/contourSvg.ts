import type { Pair } from '#shared/surfaces/surface.ts';
import { markerPath } from '../components/markerPath.ts';
import { contenderStyle } from './contenderStyle.ts';
import { curveText } from './contourCurve.ts';
import type { ContourModel } from './contourMap.ts';
import { isCurve, pictureSize, MAP_MARGIN, stepsPicture, type Ground } from './contourPaint.ts';
import type { MapTheme } from './contourTheme.ts';
import { placeAt, trailLine, type Trail } from './contourTrails.ts';
import { axisTicks, isInView, toPx, type MapView } from './contourView.ts';
import { slotColor } from './drawing.ts';

export interface MapPicture {
  readonly ground: Ground;
  readonly trails: readonly Trail[];
  /** Who each trail belongs to, for the legend. */
  readonly names: readonly string[];
  readonly step: number;
  readonly title: string;
}

const LEGEND_ROW = 18;

/** The race as SVG: lines, names and axes as vectors; the filled steps of a map as an embedded picture. */
export function mapSvg({ ground, trails, names, step, title }: MapPicture): string {
  const { view, theme, minima, start } = ground;
  const size = pictureSize(view);
  const height = size.height + LEGEND_ROW * (names.length + 1) + 8;
  const legendTop = view.height + MAP_MARGIN.bottom + 12;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="${-MAP_MARGIN.left} ${-MAP_MARGIN.top} ${size.width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${-MAP_MARGIN.left}" y="${-MAP_MARGIN.top}" width="${size.width}" height="${height}" fill="${theme.surface}"/>`,
    `<clipPath id="map"><rect width="${view.width}" height="${view.height}" rx="6"/></clipPath>`,
    '<g clip-path="url(#map)">',
    landscape(ground),
    minima.map((minimum) => plus(toPx(view, ...minimum), theme.ink)).join(''),
    trails.map((trail) => trailPath(trail, step, theme)).join(''),
    trails.map((trail) => mark(placeAt(trail, step), trail.slot, view, theme, 1.75)).join(''),
    startRing(toPx(view, ...start), theme),
    '</g>',
    axes(ground),
    text([0, legendTop - 4], title, theme.ink, 'start'),
    names.map((name, i) => legend(name, trails[i]!.slot, legendTop + (i + 1) * LEGEND_ROW, theme)).join(''),
    '</svg>',
  ].join('\n');
}

/** The filled steps with their lines and numbers, or the curve over its ground. */
function landscape({ view, model, theme, words }: Ground): string {
  if (isCurve(model))
    return (
      `<rect width="${view.width}" height="${view.height}" fill="${theme.low}"/>` +
      `<path d="${curveText(model.heights, view, true)}" fill="${theme.high}"/>` +
      `<path d="${curveText(model.heights, view, false)}" fill="none" stroke="${theme.ink3}" stroke-width="1.5"/>`
    );
  const steps = stepsPicture(model, view, theme, 1).toDataURL('image/png');
  return (
    `<image href="${steps}" width="${view.width}" height="${view.height}" preserveAspectRatio="none"/>` +
    `<g fill="none" stroke="${theme.contour}">${model.lines.map((group, i) => contourPath(group, i, model.lines.length, view)).join('')}</g>` +
    model.labels.map(({ level, at }) => text(at, words.number(level), theme.ink3, 'middle')).join('')
  );
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function points(places: readonly Pair[]): string {
  return `M${places.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
}

function contourPath(group: ContourModel['lines'][number], index: number, count: number, view: MapView): string {
  const alpha = 0.66 - (0.38 * index) / Math.max(1, count - 1);
  const d = group.map((line) => points(line.map(([x, y]) => toPx(view, x, y)))).join('');
  return d === '' ? '' : `<path d="${d}" stroke-opacity="${alpha.toFixed(2)}"/>`;
}

function text([x, y]: Pair, value: string, color: string, anchor: string): string {
  return `<text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" fill="${color}" text-anchor="${anchor}">${escaped(value)}</text>`;
}

function plus([x, y]: Pair, color: string): string {
  return `<path d="M${x - 6} ${y}h12M${x} ${y - 6}v12" stroke="${color}" stroke-width="1.5"/>`;
}

function trailPath(trail: Trail, step: number, theme: MapTheme): string {
  const { slot } = trail;
  const color = slotColor(theme, slot);
  const d = points(trailLine(trail, step));
  const dash = contenderStyle(slot).dash.join(' ');
  return (
    `<path d="${points(trailLine(trail, Infinity))}" fill="none" stroke="${color}" stroke-width="1.25" opacity="0.38"/>` +
    `<path d="${d}" fill="none" stroke="${theme.low}" stroke-width="4.5" opacity="0.85"/>` +
    `<path d="${d}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`
  );
}

function mark(place: Pair | null, slot: number, view: MapView, theme: MapTheme, scale: number): string {
  if (!place || !isInView(view, place, 8)) return '';
  return markAt(place, slot, theme, scale);
}

function markAt([x, y]: Pair, slot: number, theme: MapTheme, scale: number): string {
  const style = contenderStyle(slot);
  const color = slotColor(theme, slot);
  const fill = style.marker === 'cross' ? 'none' : style.filled ? color : theme.background;
  return `<path transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale})" d="${markerPath(style, 0, 0)}" fill="${fill}" stroke="${color}" stroke-width="1.5"/>`;
}

function startRing([x, y]: Pair, theme: MapTheme): string {
  return `<circle cx="${x}" cy="${y}" r="6" fill="${theme.surface}" stroke="${theme.ink}" stroke-width="2"/><circle cx="${x}" cy="${y}" r="2" fill="${theme.ink}"/>`;
}

function axes({ view, theme, words }: Ground): string {
  const across = axisTicks(view.x, view.width).map((tick) => {
    const [x] = toPx(view, tick, 0);
    return `<path d="M${x} ${view.height}v4" stroke="${theme.axis}"/>${text([x, view.height + 12], words.number(tick), theme.label, 'middle')}`;
  });
  const up = axisTicks(view.y, view.height).map((tick) => {
    const [, y] = toPx(view, 0, tick);
    return `<path d="M-4 ${y}h4" stroke="${theme.axis}"/>${text([-8, y], words.number(tick), theme.label, 'end')}`;
  });
  return [...across, ...up].join('');
}

function legend(name: string, slot: number, y: number, theme: MapTheme): string {
  const dash = contenderStyle(slot).dash.join(' ');
  return `<path d="M0 ${y}h34" stroke="${slotColor(theme, slot)}" stroke-width="2" stroke-dasharray="${dash}"/>${markAt([17, y], slot, theme, 1)}${text([44, y], name, theme.ink, 'start')}`;
}
