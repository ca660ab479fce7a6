import type { Algebra, Term } from './algebra.ts';
import { scalarAlgebra } from './scalar.ts';

export type BinaryOperator = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum' | 'divides';
export type UnaryOperator = 'sqrt' | 'square' | 'abs' | 'sign' | 'norm';

/** A formula as a tree. Nodes are shared, never copied: two places that mean the same value hold the same object. */
export type Expression =
  | { readonly kind: 'symbol'; readonly name: string; readonly index: string | null }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly a: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly a: Expression; readonly b: Expression }
  | {
      readonly kind: 'where';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'apply'; readonly name: string; readonly a: Expression }
  | { readonly kind: 'named'; readonly symbol: string; readonly value: Expression };

export function symbol(name: string, index: string | null = null): Expression {
  return { kind: 'symbol', name, index };
}

/** A term as a tree: plain numbers become number nodes. */
export function expression(term: Term<Expression>): Expression {
  return typeof term === 'number' ? { kind: 'number', value: term } : term;
}

function unary(operator: UnaryOperator) {
  return (a: Term<Expression>): Term<Expression> =>
    typeof a === 'number' ? scalarAlgebra[operator](a) : { kind: 'unary', operator, a };
}

function binary(operator: BinaryOperator) {
  return (a: Term<Expression>, b: Term<Expression>): Term<Expression> =>
    typeof a === 'number' && typeof b === 'number'
      ? scalarAlgebra[operator](a, b)
      : { kind: 'binary', operator, a: expression(a), b: expression(b) };
}

/** Update rules over formulas: running a rule writes down what it does. */
export const expressionAlgebra: Algebra<Expression> = {
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  pow: binary('pow'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  divides: binary('divides'),
  sqrt: unary('sqrt'),
  square: unary('square'),
  abs: unary('abs'),
  sign: unary('sign'),
  norm: unary('norm'),
  where: (condition, then, otherwise) => ({
    kind: 'where',
    condition: expression(condition),
    then: expression(then),
    otherwise: expression(otherwise),
  }),
  named: (name, value) => ({ kind: 'named', symbol: name, value: expression(value) }),
};
