import { defineSurface } from './surface.ts';

/** Rosenbrock's banana (1960): a bent valley that is easy to find and hard to follow. */
export const rosenbrock = defineSurface({
  id: 'rosenbrock',
  dimensions: 2,
  params: {},
  tex: '(1 - x)^2 + 100 (y - x^2)^2',
  view: { x: [-2, 2], y: [-1, 3] },
  start: [-1.5, 2],
  minima: [[1, 1]],
  value: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  hessian: (x, y) => [2 - 400 * (y - 3 * x * x), -400 * x, 200],
});
