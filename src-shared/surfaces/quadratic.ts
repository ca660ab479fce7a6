import { defineSurface } from './surface.ts';

/** The ravine a x² + b y²: the ratio b/a is its condition number, and what makes plain descent zig-zag. */
export const quadratic = defineSurface({
  id: 'quadratic',
  dimensions: 2,
  params: {
    a: { type: 'number', default: 0.1, min: 1e-6, max: 1e6, scale: 'log', slider: [0.01, 10] },
    b: { type: 'number', default: 2, min: 1e-6, max: 1e6, scale: 'log', slider: [0.01, 100] },
  },
  tex: 'a x^2 + b y^2',
  view: { x: [-5.5, 3.5], y: [-3, 3] },
  start: [-5, -2],
  minima: [[0, 0]],
  value: (x, y, { a, b }) => a * x * x + b * y * y,
  gradient: (x, y, { a, b }) => [2 * a * x, 2 * b * y],
  hessian: (_x, _y, { a, b }) => [2 * a, 0, 2 * b],
});
