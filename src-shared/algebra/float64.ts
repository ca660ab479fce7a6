import type { Algebra, Term } from './algebra.ts';
import { scalarAlgebra } from './scalar.ts';

type Vector = Float64Array;

function map1(f: (a: number) => number) {
  return (a: Term<Vector>): Term<Vector> => (typeof a === 'number' ? f(a) : a.map(f));
}

function map2(f: (a: number, b: number) => number) {
  return (a: Term<Vector>, b: Term<Vector>): Term<Vector> => {
    if (typeof a === 'number') return typeof b === 'number' ? f(a, b) : b.map((bi) => f(a, bi));
    if (typeof b === 'number') return a.map((ai) => f(ai, b));
    return a.map((ai, i) => f(ai, b[i]!));
  };
}

/** Element-wise double precision: the exact reference every other algebra is compared with. Allocates a new vector per operation. */
export const float64Algebra: Algebra<Vector> = {
  add: map2(scalarAlgebra.add as (a: number, b: number) => number),
  sub: map2(scalarAlgebra.sub as (a: number, b: number) => number),
  mul: map2(scalarAlgebra.mul as (a: number, b: number) => number),
  div: map2(scalarAlgebra.div as (a: number, b: number) => number),
  pow: map2(scalarAlgebra.pow as (a: number, b: number) => number),
  sqrt: map1(Math.sqrt),
  square: map1((a) => a * a),
  abs: map1(Math.abs),
  sign: map1(Math.sign),
  maximum: map2(Math.max),
  minimum: map2(Math.min),
  where: (condition, then, otherwise) => {
    if (typeof condition === 'number') return condition > 0 ? then : otherwise;
    const at = (term: Term<Vector>, i: number): number => (typeof term === 'number' ? term : term[i]!);
    return condition.map((c, i) => (c > 0 ? at(then, i) : at(otherwise, i)));
  },
  norm: (a) => (typeof a === 'number' ? Math.abs(a) : Math.sqrt(a.reduce((sum, ai) => sum + ai * ai, 0))),
  divides: map2((k, t) => (t % k === 0 ? 1 : 0)),
  named: (_symbol, value) => value,
};
