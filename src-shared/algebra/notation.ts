import type { Expression } from './expression.ts';

/** How one kind of output writes the parts of a formula; MathML and TeX each are one of these. */
export interface Notation {
  symbol(name: string, index: string | null): string;
  number(value: number): string;
  /** Left operator right, in a row. */
  row(left: string, operator: '+' | '−' | '·' | '=' | '∣', right: string): string;
  fraction(numerator: string, denominator: string): string;
  power(base: string, exponent: string): string;
  root(radicand: string): string;
  brackets(inner: string): string;
  bars(inner: string, doubled: boolean): string;
  call(name: string, parts: readonly string[]): string;
  cases(condition: string, then: string, otherwise: string): string;
}

/** Binding strength: what is weaker than its place asks for gets brackets. */
const strength = { add: 1, sub: 1, mul: 2, div: 3, pow: 4, atom: 5 } as const;

function strengthOf(node: Expression): number {
  if (node.kind === 'binary' && node.operator in strength) return strength[node.operator as keyof typeof strength];
  if (node.kind === 'unary' && node.operator === 'square') return strength.pow;
  if (node.kind === 'number' && node.value < 0) return strength.add;
  return strength.atom;
}

/** Writes a formula. `nameOf` says which parts stand under a name of their own (slots, hats) instead of being written out. */
export function write(node: Expression, notation: Notation, nameOf: (part: Expression) => string | null): string {
  const known = nameOf(node);
  if (known !== null) return notation.symbol(known, 't');
  const inner = (part: Expression): string => write(part, notation, nameOf);
  const atLeast = (part: Expression, needed: number): string =>
    nameOf(part) === null && strengthOf(part) < needed ? notation.brackets(inner(part)) : inner(part);
  switch (node.kind) {
    case 'symbol':
      return notation.symbol(node.name, node.index);
    case 'number':
      return notation.number(node.value);
    case 'apply':
      return notation.call(node.name, [inner(node.a)]);
    case 'named':
      return inner(node.value);
    case 'where':
      return notation.cases(inner(node.condition), inner(node.then), inner(node.otherwise));
    case 'unary':
      return writeUnary(node, notation, inner, atLeast);
    case 'binary':
      return writeBinary(node, notation, inner, atLeast);
  }
}

type Writer = (part: Expression) => string;
type StrongWriter = (part: Expression, needed: number) => string;

function writeUnary(
  node: Extract<Expression, { kind: 'unary' }>,
  notation: Notation,
  inner: Writer,
  atLeast: StrongWriter,
): string {
  switch (node.operator) {
    case 'sqrt':
      return notation.root(inner(node.a));
    case 'square':
      return notation.power(atLeast(node.a, strength.atom), notation.number(2));
    case 'abs':
      return notation.bars(inner(node.a), false);
    case 'norm':
      return notation.bars(inner(node.a), true);
    case 'sign':
      return notation.call('sign', [inner(node.a)]);
  }
}

function writeBinary(
  node: Extract<Expression, { kind: 'binary' }>,
  notation: Notation,
  inner: Writer,
  atLeast: StrongWriter,
): string {
  const { operator, a, b } = node;
  switch (operator) {
    case 'add':
      return notation.row(inner(a), '+', inner(b));
    case 'sub':
      return notation.row(inner(a), '−', atLeast(b, strength.mul));
    case 'mul':
      return notation.row(atLeast(a, strength.mul), '·', atLeast(b, strength.mul));
    case 'div':
      return notation.fraction(inner(a), inner(b));
    case 'pow':
      return notation.power(atLeast(a, strength.atom), inner(b));
    case 'maximum':
      return notation.call('max', [inner(a), inner(b)]);
    case 'divides':
      return notation.row(inner(a), '∣', inner(b));
    case 'minimum':
      return notation.call('min', [inner(a), inner(b)]);
  }
}
