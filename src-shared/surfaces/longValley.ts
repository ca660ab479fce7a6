import { defineSurface } from './surface.ts';

/** Steep walls, an almost flat floor, a start almost on its ridge: a stand-in for the valley of A. Radford's animations, never published. */
export const longValley = defineSurface({
  id: 'long_valley',
  dimensions: 2,
  params: {},
  tex: '2 x^2 + 0.005 (y^2 - 4)^2',
  view: { x: [-1.5, 1.5], y: [-3.2, 3.2] },
  start: [1, 0.001],
  minima: [
    [0, 2],
    [0, -2],
  ],
  value: (x, y) => 2 * x * x + 0.005 * (y * y - 4) ** 2,
  gradient: (x, y) => [4 * x, 0.02 * y * (y * y - 4)],
  hessian: (_x, y) => [4, 0, 0.02 * (3 * y * y - 4)],
});
