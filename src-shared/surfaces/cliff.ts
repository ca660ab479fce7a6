import { defineSurface } from './surface.ts';

/** 1 / (1 + e^−u) without overflow. */
function logistic(u: number): number {
  return u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u));
}

/** A gentle bowl with a wall at x = 1: one step taken on the wall throws everything away unless the gradient is clipped. */
export const cliff = defineSurface({
  id: 'cliff',
  dimensions: 2,
  params: {
    height: { type: 'number', default: 10, min: 0, max: 1e3, scale: 'linear', slider: [0, 50] },
    steepness: { type: 'number', default: 20, min: 0.1, max: 1e3, scale: 'log', slider: [1, 100] },
  },
  tex: '0.1 (x^2 + y^2) + h / (1 + e^{-s (x - 1)})',
  view: { x: [-6, 4], y: [-3, 3] },
  start: [1.2, 1.5],
  minima: [[0, 0]],
  value: (x, y, { height, steepness }) => 0.1 * (x * x + y * y) + height * logistic(steepness * (x - 1)),
  gradient: (x, y, { height, steepness }) => {
    const p = logistic(steepness * (x - 1));
    return [0.2 * x + height * steepness * p * (1 - p), 0.2 * y];
  },
  hessian: (x, _y, { height, steepness }) => {
    const p = logistic(steepness * (x - 1));
    return [0.2 + height * steepness * steepness * p * (1 - p) * (1 - 2 * p), 0, 0.2];
  },
});
