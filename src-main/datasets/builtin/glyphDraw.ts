import type { Stroke } from './glyphShapes.ts';

/** Side of a picture in pixels. */
export const GLYPH_SIDE = 28;

/** Maps a point of a shape to a place in the picture, in pixels. */
export type Placing = (x: number, y: number) => readonly [number, number];

/** An affine map: scale and mirror-free rotation, shear, shift; the middle of the picture is the origin. */
export function placing(distortion: {
  readonly scale: number;
  readonly stretch: number;
  readonly angle: number;
  readonly shear: number;
  readonly shiftX: number;
  readonly shiftY: number;
}): Placing {
  const { scale, stretch, angle, shear, shiftX, shiftY } = distortion;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = (GLYPH_SIDE - 1) / 2;
  return (x, y) => {
    const sheared = (x + shear * y) * stretch;
    return [middle + shiftX + scale * (cos * sheared - sin * y), middle + shiftY + scale * (sin * sheared + cos * y)];
  };
}

/** Lowers `distance` (pixels, GLYPH_SIDE² values) to the distance to a stroke, no farther out than `reach`. */
export function addStroke(distance: Float64Array, stroke: Stroke, place: Placing, reach: number): void {
  const points = stroke.map(([x, y]) => place(x, y));
  for (let at = 1; at < points.length; at++) addSegment(distance, points[at - 1]!, points[at]!, reach);
}

function addSegment(
  distance: Float64Array,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  reach: number,
): void {
  const inside = (value: number): number => Math.min(GLYPH_SIDE - 1, Math.max(0, value));
  const top = inside(Math.floor(Math.min(ay, by) - reach));
  const bottom = inside(Math.ceil(Math.max(ay, by) + reach));
  const left = inside(Math.floor(Math.min(ax, bx) - reach));
  const right = inside(Math.ceil(Math.max(ax, bx) + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const lengthSquared = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / lengthSquared));
      const [ex, ey] = [x - ax - t * dx, y - ay - t * dy];
      const d = Math.sqrt(ex * ex + ey * ey);
      const pixel = y * GLYPH_SIDE + x;
      if (d < distance[pixel]!) distance[pixel] = d;
    }
  }
}

/** How much ink a pixel has at this distance from the middle of a stroke: 0 … 1, with an edge one pixel wide. */
export function coverage(distance: number, strokeWidth: number): number {
  return Math.min(1, Math.max(0, strokeWidth / 2 - distance + 0.5));
}
