import type { Expression } from './expression.ts';
import { scalarAlgebra } from './scalar.ts';

/** The parts an operation is made of, left to right. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'symbol':
    case 'number':
      return [];
    case 'unary':
    case 'apply':
      return [node.a];
    case 'binary':
      return [node.a, node.b];
    case 'where':
      return [node.condition, node.then, node.otherwise];
    case 'named':
      return [node.value];
  }
}

/** The value of a formula whose symbols all stand for numbers. Throws for a symbol `valueOf` does not know. */
export function evaluate(node: Expression, valueOf: (name: string) => number): number {
  const of = (part: Expression): number => evaluate(part, valueOf);
  switch (node.kind) {
    case 'symbol':
      return valueOf(node.name);
    case 'number':
      return node.value;
    case 'unary':
      return Number(scalarAlgebra[node.operator](of(node.a)));
    case 'binary':
      return Number(scalarAlgebra[node.operator](of(node.a), of(node.b)));
    case 'where':
      return of(node.condition) > 0 ? of(node.then) : of(node.otherwise);
    case 'named':
      return of(node.value);
    case 'apply':
      throw new Error(`${node.name} cannot be evaluated`);
  }
}

/** True when any symbol below is one of these. */
export function mentions(node: Expression, names: ReadonlySet<string>): boolean {
  if (node.kind === 'symbol') return names.has(node.name);
  return partsOf(node).some((part) => mentions(part, names));
}
