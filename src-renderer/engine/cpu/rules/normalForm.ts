import { evaluate, mentions, partsOf } from '#shared/algebra/evaluate.ts';
import { symbol, type Expression } from '#shared/algebra/expression.ts';

/** Formulas made ready for a machine; what they have in common is one object. */
export interface NormalForm {
  /** The formula over tensors, t, η, scalar slots and norms. */
  of(node: Expression): Expression;
  /** What is under each norm, in normal form, by number; a norm stands in the formulas as the symbol `norm:<number>`. */
  readonly norms: readonly Expression[];
}

export function normSymbol(index: number): string {
  return `norm:${index}`;
}

/**
 * Puts formulas into a form with less to do per element: names are dropped, hyperparameters become numbers, parts of numbers alone are
 * computed, equal parts become the same object, a tensor over a scalar becomes a product with 1/scalar, simple powers become roots and
 * squares, norms of tensors become symbols. Throws for what has no value per element.
 */
export function normalForm(tensors: ReadonlySet<string>, hyper: (name: string) => number | null): NormalForm {
  const done = new Map<Expression, Expression>();
  const norms: Expression[] = [];
  const shared = interner();
  const isTensor = (node: Expression): boolean => mentions(node, tensors);

  const of = (node: Expression): Expression => {
    const before = done.get(node);
    if (before) return before;
    const after = shared(fold(simpler(node)));
    done.set(node, after);
    return after;
  };
  const simpler = (node: Expression): Expression => {
    switch (node.kind) {
      case 'number':
        return node;
      case 'symbol': {
        const value = hyper(node.name);
        return value === null ? node : number(value);
      }
      case 'named':
        return of(node.value);
      case 'where':
        return simplerWhere({ ...node, condition: of(node.condition) }, of);
      case 'unary': {
        const a = of(node.a);
        return node.operator === 'norm' && isTensor(a) ? normOf(a) : { ...node, a };
      }
      case 'binary':
        return simplerBinary({ ...node, a: of(node.a), b: of(node.b) });
      case 'apply':
        throw new Error(`${node.name} has no value per element`);
    }
  };
  const simplerBinary = (node: Binary): Expression => {
    const { operator, a, b } = node;
    if (operator === 'pow' && isTensor(node)) return simplerPower(node, isTensor);
    if (operator === 'divides' && isTensor(node)) throw new Error('divides is for coefficients only');
    if (operator !== 'div' || !isTensor(a) || isTensor(b)) return node;
    return { ...node, operator: 'mul', b: shared(fold({ ...node, a: shared(number(1)) })) };
  };
  const normOf = (a: Expression): Expression => {
    if (!norms.includes(a)) norms.push(a);
    return symbol(normSymbol(norms.indexOf(a)));
  };
  return { of, norms };
}

type Binary = Extract<Expression, { kind: 'binary' }>;
type Where = Extract<Expression, { kind: 'where' }>;

function simplerWhere(node: Where, of: (node: Expression) => Expression): Expression {
  const { condition, then, otherwise } = node;
  if (condition.kind === 'number') return of(condition.value > 0 ? then : otherwise);
  return { ...node, then: of(then), otherwise: of(otherwise) };
}

function number(value: number): Expression {
  return { kind: 'number', value };
}

/** Roots and squares are exact where a general power goes through doubles. */
function simplerPower({ a, b, ...rest }: Binary, isTensor: (node: Expression) => boolean): Expression {
  if (isTensor(b)) throw new Error('pow with a tensor as its exponent has no code');
  const exponent = b.kind === 'number' ? b.value : null;
  if (exponent === 0) return number(1);
  if (exponent === 1) return a;
  if (exponent === 0.5) return { kind: 'unary', operator: 'sqrt', a };
  if (exponent === 2) return { kind: 'unary', operator: 'square', a };
  return { ...rest, a, b };
}

/** The number a formula of numbers alone stands for. */
function fold(node: Expression): Expression {
  const parts = partsOf(node);
  const isConstant = parts.length > 0 && parts.every(({ kind }) => kind === 'number');
  return isConstant ? number(evaluate(node, () => NaN)) : node;
}

/** Equal nodes become the same object; their parts must have been through it. */
function interner(): (node: Expression) => Expression {
  const known = new Map<string, Expression>();
  const ids = new Map<Expression, number>();
  return (node) => {
    if (ids.has(node)) return node;
    const key = [ownPart(node), ...partsOf(node).map((part) => ids.get(part))].join(' ');
    const first = known.get(key) ?? node;
    known.set(key, first);
    if (!ids.has(first)) ids.set(first, ids.size);
    return first;
  };
}

function ownPart(node: Expression): string {
  if (node.kind === 'symbol') return `symbol ${node.name}`;
  if (node.kind === 'number') return `number ${Object.is(node.value, -0) ? '-0' : node.value}`;
  return 'operator' in node ? node.operator : node.kind;
}
