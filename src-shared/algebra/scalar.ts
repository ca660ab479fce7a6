import type { Algebra } from './algebra.ts';

/** The algebra on plain numbers; the element-wise algebras use it where both operands are coefficients. */
export const scalarAlgebra: Algebra<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  sqrt: (a) => Math.sqrt(a),
  square: (a) => a * a,
  abs: (a) => Math.abs(a),
  sign: (a) => Math.sign(a),
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  where: (condition, then, otherwise) => (condition > 0 ? then : otherwise),
  norm: (a) => Math.abs(a),
  divides: (k, t) => (t % k === 0 ? 1 : 0),
  named: (_symbol, value) => value,
};
