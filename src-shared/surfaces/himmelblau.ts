import { defineSurface } from './surface.ts';

/** Himmelblau's function (1972): four equal minima; where one ends depends on where one starts. */
export const himmelblau = defineSurface({
  id: 'himmelblau',
  dimensions: 2,
  params: {},
  tex: '(x^2 + y - 11)^2 + (x + y^2 - 7)^2',
  view: { x: [-5, 5], y: [-5, 5] },
  start: [0, 0],
  minima: [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.28318599128617],
    [3.584428340330492, -1.848126526964404],
  ],
  value: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  gradient: (x, y) => [4 * x * (x * x + y - 11) + 2 * (x + y * y - 7), 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)],
  hessian: (x, y) => [12 * x * x + 4 * y - 42, 4 * (x + y), 4 * x + 12 * y * y - 26],
});
