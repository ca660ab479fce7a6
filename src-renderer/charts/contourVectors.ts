import type { RaceStep } from '#shared/surfaces/race.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import type { MapTheme } from './contourTheme.ts';
import type { Trail } from './contourTrails.ts';
import { toPx, type MapView } from './contourView.ts';
import { slotColor } from './drawing.ts';

/** Which arrows are drawn. */
export interface VectorChoice {
  readonly gradient: boolean;
  readonly velocity: boolean;
  readonly lookahead: boolean;
}

export interface Arrow {
  readonly kind: keyof VectorChoice;
  readonly from: Pair;
  readonly to: Pair;
}

const MAX_PX = 160;

/**
 * The arrows of the update that follows a step, in the surface's own units: −ηg where the gradient is taken, the velocity as far as it moves θ,
 * and the way to the look-ahead point. With plain rates they add up to the step.
 */
export function arrowsAt(step: RaceStep, isRateInside: boolean, choice: VectorChoice): readonly Arrow[] {
  const { theta, grad, used, usedAt, slots, learningRate } = step;
  const here: Pair = [theta[0]!, theta[1] ?? 0];
  const looked: Pair = usedAt ? [usedAt[0]!, usedAt[1] ?? 0] : here;
  const gradient = used ?? grad;
  const rate = learningRate ?? 1;
  const arrows: Arrow[] = [];
  const push = (kind: Arrow['kind'], from: Pair, vector: Float64Array, factor: number): void =>
    void arrows.push({ kind, from, to: [from[0] + factor * vector[0]!, from[1] + factor * (vector[1] ?? 0)] });
  if (choice.gradient) push('gradient', looked, gradient, -rate);
  const velocity = slots.v instanceof Float64Array && !('m' in slots) ? slots.v : slots.m;
  if (choice.velocity && velocity instanceof Float64Array) push('velocity', here, velocity, isRateInside ? 1 : -rate);
  if (choice.lookahead && usedAt && usedAt !== theta) arrows.push({ kind: 'lookahead', from: here, to: looked });
  return arrows;
}

/** Draws the arrows of every racer at a whole step. */
export function drawArrows(
  context: CanvasRenderingContext2D,
  trails: readonly (Trail & { readonly isRateInside: boolean })[],
  step: number,
  choice: VectorChoice,
  view: MapView,
  theme: MapTheme,
): void {
  for (const { slot, trace, isRateInside, lane } of trails) {
    const point = trace[Math.min(step, trace.length - 1)];
    if (!point) continue;
    for (const arrow of arrowsAt(point, isRateInside, choice)) {
      const [from, to] = lane ? overCurve(arrow, point.f, view) : [toPx(view, ...arrow.from), toPx(view, ...arrow.to)];
      drawArrow(context, arrow.kind, from, to, slotColor(theme, slot), theme);
    }
  }
  context.setLineDash([]);
}

/** px above a curve at which each kind of arrow stands: along a line they would lie over one another. */
const ABOVE_CURVE_PX: Readonly<Record<Arrow['kind'], number>> = { gradient: 16, velocity: 25, lookahead: 34 };

/** On a curve all arrows point across, each kind at a height of its own above the racer. */
function overCurve({ kind, from, to }: Arrow, f: number, view: MapView): readonly [Pair, Pair] {
  const [start, end] = [toPx(view, from[0], f), toPx(view, to[0], f)];
  const y = start[1] - ABOVE_CURVE_PX[kind];
  return [
    [start[0], y],
    [end[0], y],
  ];
}

function drawArrow(
  context: CanvasRenderingContext2D,
  kind: Arrow['kind'],
  a: Pair,
  full: Pair,
  color: string,
  theme: MapTheme,
): void {
  const length = Math.hypot(full[0] - a[0], full[1] - a[1]);
  if (!(length > 3) || !Number.isFinite(length)) return;
  const share = Math.min(1, MAX_PX / length);
  const b: Pair = [a[0] + (full[0] - a[0]) * share, a[1] + (full[1] - a[1]) * share];
  for (const [style, extra] of [
    [theme.low, 2.5],
    [kind === 'gradient' ? theme.ink : color, 0],
  ] as const) {
    context.strokeStyle = style;
    context.fillStyle = style;
    context.lineWidth = (kind === 'velocity' ? 2.5 : 1.5) + extra;
    context.setLineDash(kind === 'lookahead' ? [2, 3] : []);
    context.beginPath();
    context.moveTo(...a);
    context.lineTo(...b);
    context.stroke();
    context.setLineDash([]);
    drawHead(context, a, b, kind);
  }
}

function drawHead(context: CanvasRenderingContext2D, a: Pair, b: Pair, kind: Arrow['kind']): void {
  context.beginPath();
  if (kind === 'lookahead') {
    context.arc(...b, 4, 0, 7);
    context.stroke();
    return;
  }
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  context.moveTo(...b);
  context.lineTo(b[0] - 9 * Math.cos(angle - 0.42), b[1] - 9 * Math.sin(angle - 0.42));
  context.lineTo(b[0] - 9 * Math.cos(angle + 0.42), b[1] - 9 * Math.sin(angle + 0.42));
  context.closePath();
  context.fill();
}
