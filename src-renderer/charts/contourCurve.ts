import type { Pair } from '#shared/surfaces/surface.ts';
import type { MapTheme } from './contourTheme.ts';
import { axisTicks, toPx, type MapView } from './contourView.ts';

/** A function of x alone, drawn as what it is: heights at every px column. */
export interface CurveModel {
  readonly f: (x: number) => number;
  /** px from the top, by px column; a height that is no number is NaN. */
  readonly heights: Float64Array;
}

/** px between the curve and the first racer's trail below it, and from one trail to the next. */
const FIRST_LANE_PX = 9;
const LANE_PX = 5;

/** Samples a function over a view, once a px. */
export function curveModel(f: (x: number) => number, view: MapView): CurveModel {
  const heights = Float64Array.from({ length: Math.ceil(view.width) + 1 }, (_, px) => {
    const [, y] = toPx(view, 0, f(view.x[0] + px / view.scale));
    return Number.isFinite(y) ? y : Number.NaN;
  });
  return { f, heights };
}

/** Which way trails go under a curve: each racer has a lane of its own, or they would hide one another. */
export interface Lane {
  /** px below the curve. */
  readonly offset: number;
  /** px from the top of the curve at a place across, which may lie beside the picture. */
  heightAt(px: number): number;
}

/** The lane of the n-th racer. */
export function laneOf(view: MapView, f: (x: number) => number, index: number): Lane {
  return {
    offset: FIRST_LANE_PX + LANE_PX * index,
    heightAt: (px) => toPx(view, 0, f(view.x[0] + px / view.scale))[1],
  };
}

/** The ground under the curve filled, horizontal grid lines, and the curve. */
export function paintCurve(context: CanvasRenderingContext2D, view: MapView, model: CurveModel, theme: MapTheme): void {
  context.fillStyle = theme.low;
  context.fillRect(0, 0, view.width, view.height);
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of axisTicks(view.y, view.height)) {
    const py = Math.round(toPx(view, 0, tick)[1]) + 0.5;
    context.moveTo(0, py);
    context.lineTo(view.width, py);
  }
  context.stroke();
  context.fillStyle = theme.high;
  context.fill(curvePath(model, view, true));
  context.strokeStyle = theme.ink3;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.stroke(curvePath(model, view, false));
}

function curvePath({ heights }: CurveModel, view: MapView, isClosed: boolean): Path2D {
  return new Path2D(curveText(heights, view, isClosed));
}

/** The curve as the text of an SVG path; closed along the foot of the picture to be filled. */
export function curveText(heights: Float64Array, view: MapView, isClosed: boolean): string {
  const pieces: Pair[][] = [];
  let piece: Pair[] | null = null;
  for (const [px, py] of heights.entries()) {
    if (Number.isNaN(py)) piece = null;
    else {
      if (!piece) pieces.push((piece = []));
      piece.push([px, Math.min(9999, Math.max(-9999, py))]);
    }
  }
  return pieces
    .map((places) => {
      const line = `M${places.map(([x, y]) => `${x} ${y.toFixed(1)}`).join('L')}`;
      return isClosed ? `${line}L${places.at(-1)![0]} ${view.height}L${places[0]![0]} ${view.height}Z` : line;
    })
    .join('');
}
