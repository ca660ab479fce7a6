import type { Pair } from '#shared/surfaces/surface.ts';
import { niceStep } from './scales.ts';

/** The part of the plane a map shows and where it stands on the canvas: both axes of a map have the same scale, those of a curve each their own. */
export interface MapView {
  readonly x: Pair;
  readonly y: Pair;
  /** CSS px of the plane's picture. */
  readonly width: number;
  readonly height: number;
  /** px per unit of x. */
  readonly scale: number;
  /** px per unit of y. */
  readonly scaleY: number;
}

/** The smallest view of equal scale that shows all of x and y in a picture of this size; `zoom` 2 shows half as much. */
export function fitView(
  { x, y }: { readonly x: Pair; readonly y: Pair },
  width: number,
  height: number,
  zoom = 1,
): MapView {
  const scale = zoom * Math.min(width / (x[1] - x[0]), height / (y[1] - y[0]));
  const around = ([low, high]: Pair, size: number): Pair => {
    const [middle, half] = [(low + high) / 2, size / scale / 2];
    return [middle - half, middle + half];
  };
  return { x: around(x, width), y: around(y, height), width, height, scale, scaleY: scale };
}

/** Room above and below a curve, as a share of its height. */
const CURVE_ROOM = 0.14;
const CURVE_SAMPLES = 400;

/** The view of a function of x alone: across x as wide as asked for, upward its heights there; `zoom` 2 shows half as much of both. */
export function curveView(
  f: (x: number) => number,
  [left, right]: Pair,
  width: number,
  height: number,
  zoom = 1,
): MapView {
  const heights = Array.from({ length: CURVE_SAMPLES + 1 }, (_, i) => f(left + ((right - left) * i) / CURVE_SAMPLES));
  const finite = heights.filter(Number.isFinite);
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const [across, upward] = [(right - left) / zoom, ((high - low || 1) * (1 + 2 * CURVE_ROOM)) / zoom];
  const around = (middle: number, span: number): Pair => [middle - span / 2, middle + span / 2];
  return {
    x: around((left + right) / 2, across),
    y: around((low + high) / 2, upward),
    width,
    height,
    scale: width / across,
    scaleY: height / upward,
  };
}

export function toPx(view: MapView, x: number, y: number): Pair {
  return [(x - view.x[0]) * view.scale, (view.y[1] - y) * view.scaleY];
}

export function fromPx(view: MapView, px: number, py: number): Pair {
  return [view.x[0] + px / view.scale, view.y[1] - py / view.scaleY];
}

/** Places inside the picture, with a margin in px. */
export function isInView(view: MapView, [px, py]: Pair, margin = 0): boolean {
  return px >= -margin && py >= -margin && px <= view.width + margin && py <= view.height + margin;
}

/** Round values along an axis, about one every 80 px. */
export function axisTicks([low, high]: Pair, size: number): readonly number[] {
  const step = niceStep(high - low, Math.max(2, size / 90));
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0);
}

/** A coordinate as precise as the map can show it: a step of about one px. */
export function roundToView(view: MapView, value: number): number {
  const step = 10 ** Math.floor(Math.log10(2 / view.scale));
  return Number((Math.round(value / step) * step).toPrecision(12)) + 0;
}
