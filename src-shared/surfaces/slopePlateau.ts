import { defineSurface } from './surface.ts';

const sech2 = (u: number): number => 1 / Math.cosh(u) ** 2;

/** A slope (A), a plateau (B) and a second descent (C), along one line: plain descent stays near B, momentum reaches C. */
export const slopePlateau = defineSurface({
  id: 'slope_plateau',
  dimensions: 1,
  params: {},
  tex: '-\\tanh(x + 4) - \\tanh(x - 4) + e^{x - 9}',
  view: { x: [-7, 9], y: [-1, 1] },
  start: [-5, 0],
  minima: [[6.119213392038306, 0]],
  value: (x) => -Math.tanh(x + 4) - Math.tanh(x - 4) + Math.exp(x - 9),
  gradient: (x) => [-sech2(x + 4) - sech2(x - 4) + Math.exp(x - 9), 0],
  hessian: (x) => {
    const bend = (u: number): number => 2 * sech2(u) * Math.tanh(u);
    return [bend(x + 4) + bend(x - 4) + Math.exp(x - 9), 0, 0];
  },
});
