import { defineSurface } from './surface.ts';

/** x² − y²: a saddle at the origin, unbounded below. */
export const saddle = defineSurface({
  id: 'saddle',
  dimensions: 2,
  params: {},
  tex: 'x^2 - y^2',
  view: { x: [-1.5, 1.5], y: [-2, 2] },
  start: [1, 0.001],
  minima: [],
  value: (x, y) => x * x - y * y,
  gradient: (x, y) => [2 * x, -2 * y],
  hessian: () => [2, 0, -2],
});
