/** A function of one number with its first two derivatives. */
export type Derived = (u: number) => readonly [value: number, first: number, second: number];

const { exp, log, sin, cos, tan, sinh, cosh, tanh, sqrt, atan, asin, acos, asinh, abs, sign, cbrt } = Math;

/** The functions a typed formula may use. */
export const formulaFunctions: Readonly<Record<string, Derived>> = {
  exp: (u) => [exp(u), exp(u), exp(u)],
  log: (u) => [log(u), 1 / u, -1 / (u * u)],
  ln: (u) => [log(u), 1 / u, -1 / (u * u)],
  log10: (u) => [Math.log10(u), 1 / (u * Math.LN10), -1 / (u * u * Math.LN10)],
  log2: (u) => [Math.log2(u), 1 / (u * Math.LN2), -1 / (u * u * Math.LN2)],
  sqrt: (u) => [sqrt(u), 0.5 / sqrt(u), -0.25 / (u * sqrt(u))],
  cbrt: (u) => [cbrt(u), cbrt(u) / (3 * u), (-2 * cbrt(u)) / (9 * u * u)],
  sin: (u) => [sin(u), cos(u), -sin(u)],
  cos: (u) => [cos(u), -sin(u), -cos(u)],
  tan: (u) => [tan(u), 1 + tan(u) ** 2, 2 * tan(u) * (1 + tan(u) ** 2)],
  asin: (u) => [asin(u), (1 - u * u) ** -0.5, u * (1 - u * u) ** -1.5],
  acos: (u) => [acos(u), -((1 - u * u) ** -0.5), -u * (1 - u * u) ** -1.5],
  atan: (u) => [atan(u), 1 / (1 + u * u), (-2 * u) / (1 + u * u) ** 2],
  sinh: (u) => [sinh(u), cosh(u), sinh(u)],
  cosh: (u) => [cosh(u), sinh(u), cosh(u)],
  tanh: (u) => [tanh(u), 1 / cosh(u) ** 2, (-2 * tanh(u)) / cosh(u) ** 2],
  asinh: (u) => [asinh(u), (1 + u * u) ** -0.5, -u * (1 + u * u) ** -1.5],
  abs: (u) => [abs(u), sign(u), 0],
  sign: (u) => [sign(u), 0, 0],
};

/** The names that stand for numbers. */
export const formulaConstants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
