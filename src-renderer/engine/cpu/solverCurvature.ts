import { lossById } from '#shared/losses/index.ts';
import type { SmoothProblem } from '#shared/solvers/solver.ts';
import { targetCount } from '#shared/preprocessing/preparedData.ts';
import { addScaled, norm, type Matrix, type Vector } from '#shared/solvers/vector.ts';
import { allRows, type Part } from './allRows.ts';
import type { CpuSetup } from './run.ts';
import type { Desk } from './solverObjective.ts';
import type { Transcript } from './transcript.ts';

/** How far weights are moved to see a slope change, against their own size: float32 loses less here than the curve of the slope costs. */
const MOVE = 5e-3;
/** The same for logits, whose loss is computed in doubles. */
const LOGIT_MOVE = 1e-4;

/**
 * Products with the curvature of the training loss by central differences. The Hessian: of two gradients. The Gauss–Newton matrix Jᵀ H J: J v
 * of two forward passes, H of the loss in its logits, Jᵀ by a backward pass; as dear as two gradients, rounded up (Schraudolph 2002).
 */
export function curvatureOf(
  desk: Desk,
  gradient: (theta: Vector) => Vector,
  transcript: Transcript,
): Pick<SmoothProblem, 'hessian' | 'curvature' | 'productCost'> {
  return {
    productCost: 2,
    hessian: (theta) => hessianAt(theta, gradient),
    curvature: (theta, kind) => (vector) => {
      const length = norm(vector);
      if (length === 0) return vector;
      const move = (MOVE * Math.max(1, norm(theta))) / length;
      const sides = [addScaled(theta, move, vector), addScaled(theta, -move, vector)] as const;
      if (kind === 'gauss_newton') return transcript.answer(() => gaussNewtonProduct(desk, theta, sides, move));
      return difference(gradient(sides[0]), gradient(sides[1]), 2 * move);
    },
  };
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>, by: number): Vector {
  return Float64Array.from(a, (value, i) => (value - b[i]!) / by);
}

/** Column by column, made symmetric. */
function hessianAt(theta: Vector, gradient: (theta: Vector) => Vector): Matrix {
  const columns = Array.from(theta, (value, i) => {
    const move = MOVE * Math.max(1, Math.abs(value));
    const [high, low] = [Math.fround(value + move), Math.fround(value - move)];
    return difference(gradient(theta.with(i, high)), gradient(theta.with(i, low)), high - low);
  });
  return columns.map((column, i) => column.map((value, j) => (value + columns[j]![i]!) / 2));
}

function gaussNewtonProduct(desk: Desk, theta: Vector, sides: readonly [Vector, Vector], move: number): Vector {
  const { setup, flat, area, weights, masks } = desk;
  const { plan, scope } = setup;
  const logitsAt = (at: Vector, { x, rows }: Part): Float32Array => {
    flat.write(area, at);
    return scope.arena.read(plan.forward(x, weights, rows, masks), rows * plan.units);
  };
  const product = new Float64Array(flat.size);
  for (const part of allRows(setup)) {
    const changed = difference(logitsAt(sides[0], part), logitsAt(sides[1], part), 2 * move);
    const curved = lossCurvature(setup, part, logitsAt(theta, part), changed);
    scope.arena.write(plan.logitsGradient, Float32Array.from(curved));
    plan.backward(weights, part.rows, masks);
    flat.addTo(product, plan.gradients, part.share);
  }
  return product;
}

/** The curvature of the mean loss in its logits, times a change of these. */
function lossCurvature(setup: CpuSetup, part: Part, logits: Float32Array, by: Vector): Vector {
  const { plan, scope, lossId, lossParams, data } = setup;
  const { rows } = part;
  const targets = Float64Array.from(scope.arena.read(part.targets, targetCount(data, rows)));
  const most = by.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (!(most > 0)) return by;
  const move = LOGIT_MOVE / most;
  const at = Float64Array.from(logits);
  const slope = (factor: number): Vector =>
    lossById(lossId).evaluate({ logits: addScaled(at, factor, by), targets, rows, units: plan.units }, lossParams)
      .gradient;
  return difference(slope(move), slope(-move), 2 * move);
}
