import { defineSurface } from './surface.ts';

const TURN = 2 * Math.PI;

/** Rastrigin's egg box (1974): a bowl full of dents. */
export const rastrigin = defineSurface({
  id: 'rastrigin',
  dimensions: 2,
  params: {},
  tex: '20 + x^2 - 10\\cos 2\\pi x + y^2 - 10\\cos 2\\pi y',
  view: { x: [-5.12, 5.12], y: [-5.12, 5.12] },
  start: [3.4, 2.6],
  minima: [[0, 0]],
  value: (x, y) => 20 + x * x - 10 * Math.cos(TURN * x) + y * y - 10 * Math.cos(TURN * y),
  gradient: (x, y) => [2 * x + 10 * TURN * Math.sin(TURN * x), 2 * y + 10 * TURN * Math.sin(TURN * y)],
  hessian: (x, y) => [2 + 10 * TURN * TURN * Math.cos(TURN * x), 0, 2 + 10 * TURN * TURN * Math.cos(TURN * y)],
});
