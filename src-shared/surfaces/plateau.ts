import { defineSurface } from './surface.ts';

/** A wide flat rim around a hole: 1 − e^(−r²/2s²), where the gradient almost vanishes and noise takes over. */
export const plateau = defineSurface({
  id: 'plateau',
  dimensions: 2,
  params: { width: { type: 'number', default: 1, min: 0.01, max: 100, scale: 'log', slider: [0.2, 4] } },
  tex: '1 - e^{-(x^2 + y^2) / (2 s^2)}',
  view: { x: [-4, 4], y: [-4, 4] },
  start: [2.4, 2],
  minima: [[0, 0]],
  value: (x, y, { width }) => 1 - Math.exp(-(x * x + y * y) / (2 * width * width)),
  gradient: (x, y, { width }) => {
    const s2 = width * width;
    const e = Math.exp(-(x * x + y * y) / (2 * s2));
    return [(e * x) / s2, (e * y) / s2];
  },
  hessian: (x, y, { width }) => {
    const s2 = width * width;
    const e = Math.exp(-(x * x + y * y) / (2 * s2)) / s2;
    return [e * (1 - (x * x) / s2), (-e * x * y) / s2, e * (1 - (y * y) / s2)];
  },
});
