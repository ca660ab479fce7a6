import { defineSurface, type Pair, type Second } from './surface.ts';

const TURN = 2 * Math.PI;

/** e^(−0.2 r) part: its derivatives have a cone at the origin, where they are taken as 0. */
function cone(x: number, y: number): { r: number; e: number } {
  const r = Math.sqrt(0.5 * (x * x + y * y));
  return { r, e: Math.exp(-0.2 * r) };
}

function waves(x: number, y: number): number {
  return Math.exp(0.5 * (Math.cos(TURN * x) + Math.cos(TURN * y)));
}

/** Ackley's function (1987): an almost flat, wavy plain around one deep hole. */
export const ackley = defineSurface({
  id: 'ackley',
  dimensions: 2,
  params: {},
  tex: '-20 e^{-0.2\\sqrt{0.5(x^2+y^2)}} - e^{0.5(\\cos 2\\pi x + \\cos 2\\pi y)} + e + 20',
  view: { x: [-5, 5], y: [-5, 5] },
  start: [3.3, 2.4],
  minima: [[0, 0]],
  value: (x, y) => -20 * cone(x, y).e - waves(x, y) + Math.E + 20,
  gradient: (x, y): Pair => {
    const { r, e } = cone(x, y);
    const w = waves(x, y);
    const along = (u: number): number => (r === 0 ? 0 : (2 * e * u) / r) + Math.PI * w * Math.sin(TURN * u);
    return [along(x), along(y)];
  },
  hessian: (x, y): Second => {
    const { r, e } = cone(x, y);
    const w = waves(x, y);
    const [sx, sy] = [Math.sin(TURN * x), Math.sin(TURN * y)];
    const wave = (s: number, u: number): number => Math.PI * w * (TURN * Math.cos(TURN * u) - Math.PI * s * s);
    const bend = (u: number, v: number, same: number): number =>
      r === 0 ? 0 : 2 * e * (same / r - (0.1 * u * v) / (r * r) - (0.5 * u * v) / (r * r * r));
    return [bend(x, x, 1) + wave(sx, x), bend(x, y, 0) - Math.PI * Math.PI * w * sx * sy, bend(y, y, 1) + wave(sy, y)];
  },
});
