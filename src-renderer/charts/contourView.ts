import type { Pair } from '#shared/surfaces/surface.ts';
import { niceStep } from './scales.ts';

/** The part of the plane a map shows and where it stands on the canvas; both axes have the same scale. */
export interface MapView {
  readonly x: Pair;
  readonly y: Pair;
  /** CSS px of the plane's picture. */
  readonly width: number;
  readonly height: number;
  /** px per unit. */
  readonly scale: number;
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
  return { x: around(x, width), y: around(y, height), width, height, scale };
}

export function toPx(view: MapView, x: number, y: number): Pair {
  return [(x - view.x[0]) * view.scale, (view.y[1] - y) * view.scale];
}

export function fromPx(view: MapView, px: number, py: number): Pair {
  return [view.x[0] + px / view.scale, view.y[1] - py / view.scale];
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
