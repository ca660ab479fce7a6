import { defineSurface } from './surface.ts';

/** The six-hump camel (Dixon & Szegő 1978): two global and four local minima. */
export const sixHumpCamel = defineSurface({
  id: 'six_hump_camel',
  dimensions: 2,
  params: {},
  tex: '(4 - 2.1x^2 + x^4/3)x^2 + xy + (-4 + 4y^2)y^2',
  view: { x: [-2.1, 2.1], y: [-1.2, 1.2] },
  start: [-1.6, 0.9],
  minima: [
    [0.08984201, -0.7126564],
    [-0.08984201, 0.7126564],
  ],
  value: (x, y) => (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y,
  gradient: (x, y) => [8 * x - 8.4 * x ** 3 + 2 * x ** 5 + y, x - 8 * y + 16 * y ** 3],
  hessian: (x, y) => [8 - 25.2 * x * x + 10 * x ** 4, 1, -8 + 48 * y * y],
});
