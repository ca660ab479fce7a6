import { withDefaults, type ParamValues } from '../domain/params.ts';
import type { Pair, Second, Surface } from './surface.ts';

/** How a surface curves at a point, by the signs of its Hessian's eigenvalues. */
export type Curvature = 'bowl' | 'dome' | 'saddle' | 'flat' | 'trough' | 'ridge';

/** Eigenvalues below this share of the larger one, or below 1e-12, count as 0. */
const FLAT_SHARE = 1e-9;
const FLAT = 1e-12;
const NEWTON_STEPS = 12;

/** Both eigenvalues of a symmetric 2 × 2 matrix, the smaller first. */
export function eigenvalues([xx, xy, yy]: Second): Pair {
  const [middle, spread] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  return [middle - spread, middle + spread];
}

/** Bowl: both positive. Dome: both negative. Saddle: one of each. Trough and ridge: one is 0. */
export function curvatureOf([low, high]: Pair): Curvature {
  const flat = Math.max(FLAT, FLAT_SHARE * Math.max(Math.abs(low), Math.abs(high)));
  const sign = (value: number): number => (Math.abs(value) <= flat ? 0 : Math.sign(value));
  const signs = [sign(low), sign(high)];
  if (signs[0] === 0 && signs[1] === 0) return 'flat';
  if (signs[0] === signs[1]) return signs[0]! > 0 ? 'bowl' : 'dome';
  if (signs.includes(0)) return signs.includes(1) ? 'trough' : 'ridge';
  return 'saddle';
}

/** The largest curvature over the smallest, both positive: how much longer one axis of the contours is, squared. Null elsewhere. */
export function conditionNumber(hessian: Second): number | null {
  const [low, high] = eigenvalues(hessian);
  return low > 0 ? high / low : null;
}

/** Places far apart and in no special relation: what has one Hessian at all of them is a quadratic. */
const PROBES: readonly Pair[] = [
  [0.3, -0.7],
  [-2.1, 1.9],
  [5.3, 3.7],
  [-11, -17],
];

/** The Hessian of a quadratic that curves downward nowhere; null for every other surface. */
export function bowlHessian(surface: Surface, params: ParamValues): Second | null {
  const values = withDefaults(surface.params, params);
  const [first, ...others] = PROBES.map(([x, y]) => surface.hessian(x, y, values));
  const size = Math.max(...first!.map(Math.abs));
  const isSame = (other: Second): boolean => other.every((value, i) => Math.abs(value - first![i]!) <= 1e-9 * size);
  if (!(size > 0) || !others.every(isSame)) return null;
  const second: Second = surface.dimensions === 1 ? [first![0], 0, 0] : first!;
  return eigenvalues(second)[0] >= -FLAT_SHARE * size ? second : null;
}

export interface LocalShape {
  readonly f: number;
  readonly gradient: Pair;
  /** Of the Hessian, the smaller first; on a line the second derivative alone. */
  readonly eigenvalues: readonly number[];
  readonly curvature: Curvature;
}

/** Height, slope and curvature of a surface at a point. */
export function localShape(surface: Surface, params: ParamValues, [x, y]: Pair): LocalShape {
  const values = withDefaults(surface.params, params);
  const hessian = surface.hessian(x, y, values);
  const both = surface.dimensions === 1 ? ([hessian[0], hessian[0]] as const) : eigenvalues(hessian);
  return {
    f: surface.value(x, y, values),
    gradient: surface.gradient(x, y, values),
    eigenvalues: surface.dimensions === 1 ? [hessian[0]] : both,
    curvature: curvatureOf(both),
  };
}

/** The point where ∇f = 0 that Newton's method finds from here, if it lies within `radius`; else null. */
export function criticalPointNear(surface: Surface, params: ParamValues, from: Pair, radius: number): Pair | null {
  const values = withDefaults(surface.params, params);
  let [x, y] = from;
  for (let i = 0; i < NEWTON_STEPS; i++) {
    const step = newtonStep(surface.gradient(x, y, values), surface.hessian(x, y, values), surface.dimensions);
    if (!step) return null;
    [x, y] = [x - step[0], y - step[1]];
    if (!(Math.hypot(x - from[0], y - from[1]) <= radius)) return null;
    if (Math.hypot(...step) <= 1e-12 * (1 + Math.hypot(x, y))) break;
  }
  const [gx, gy] = surface.gradient(x, y, values);
  return Math.hypot(gx, gy) <= 1e-8 * (1 + Math.abs(surface.value(x, y, values))) ? [x, y] : null;
}

function newtonStep([gx, gy]: Pair, [xx, xy, yy]: Second, dimensions: 1 | 2): Pair | null {
  if (dimensions === 1) return xx === 0 ? null : [gx / xx, 0];
  const determinant = xx * yy - xy * xy;
  if (Math.abs(determinant) <= 1e-14 * Math.max(xx * xx, yy * yy)) return null;
  return [(yy * gx - xy * gy) / determinant, (xx * gy - xy * gx) / determinant];
}
