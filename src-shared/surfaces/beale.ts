import { defineSurface, type Pair } from './surface.ts';

const residuals = (x: number, y: number): [number, number, number] => [
  1.5 - x + x * y,
  2.25 - x + x * y * y,
  2.625 - x + x * y ** 3,
];

/** Beale's function (1958): flat near its minimum (3, ½), with walls that throw fast methods out. */
export const beale = defineSurface({
  id: 'beale',
  dimensions: 2,
  params: {},
  tex: '(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2',
  view: { x: [-1, 4.5], y: [-1.5, 2] },
  start: [1, 1.5],
  minima: [[3, 0.5]],
  value: (x, y) => residuals(x, y).reduce((sum, r) => sum + r * r, 0),
  gradient: (x, y): Pair => {
    const [r1, r2, r3] = residuals(x, y);
    return [
      2 * (r1 * (y - 1) + r2 * (y * y - 1) + r3 * (y ** 3 - 1)),
      2 * (r1 * x + r2 * 2 * x * y + r3 * 3 * x * y * y),
    ];
  },
  hessian: (x, y) => {
    const [r1, r2, r3] = residuals(x, y);
    const [a1, a2, a3] = [y - 1, y * y - 1, y ** 3 - 1];
    const [b1, b2, b3] = [x, 2 * x * y, 3 * x * y * y];
    return [
      2 * (a1 * a1 + a2 * a2 + a3 * a3),
      2 * (a1 * b1 + a2 * b2 + a3 * b3 + r1 + r2 * 2 * y + r3 * 3 * y * y),
      2 * (b1 * b1 + b2 * b2 + b3 * b3 + r2 * 2 * x + r3 * 6 * x * y),
    ];
  },
});
