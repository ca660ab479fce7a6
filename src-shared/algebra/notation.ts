import { branchesOf, type Condition } from './branches.ts';
import type { Expression } from './expression.ts';

export type RowOperator = '+' | '−' | '·' | '∧' | '∨' | Condition['relation'];

/** How one kind of output writes the parts of a formula; MathML and TeX each are one of these. */
export interface Notation {
  symbol(name: string, index: string | null): string;
  number(value: number): string;
  /** Left operator right, in a row. */
  row(left: string, operator: RowOperator, right: string): string;
  /** Minus in front of one part. */
  negative(inner: string): string;
  fraction(numerator: string, denominator: string): string;
  power(base: string, exponent: string): string;
  root(radicand: string): string;
  brackets(inner: string): string;
  bars(inner: string, doubled: boolean): string;
  call(name: string, parts: readonly string[]): string;
  /** Values behind a brace, each with the condition under which it holds ('' where that is said by the others). */
  cases(rows: readonly { readonly value: string; readonly when: string }[]): string;
}

/** Binding strength: what is weaker than its place asks for gets brackets. */
const strength = { add: 1, sub: 1, mul: 2, div: 3, pow: 4, atom: 5 } as const;

function strengthOf(node: Expression): number {
  if (node.kind === 'binary' && node.operator in strength) return strength[node.operator as keyof typeof strength];
  if (node.kind === 'unary' && node.operator === 'square') return strength.pow;
  if (node.kind === 'number' && node.value < 0) return strength.add;
  return strength.atom;
}

/** The name under which a part stands, with its index, or null for a part that is written out. */
export type NameOf = (part: Expression) => { readonly name: string; readonly index: string | null } | null;

/** Writes a formula. `nameOf` says which parts stand under a name of their own (slots, hats) instead of being written out. */
export function write(node: Expression, notation: Notation, nameOf: NameOf): string {
  const known = nameOf(node);
  if (known !== null) return notation.symbol(known.name, known.index);
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
      return writeWhere(node, notation, inner, nameOf);
    case 'unary':
      return writeUnary(node, notation, inner, atLeast);
    case 'binary':
      return writeBinary(node, notation, inner, atLeast);
  }
}

function writeWhere(
  node: Extract<Expression, { kind: 'where' }>,
  notation: Notation,
  inner: (part: Expression) => string,
  nameOf: NameOf,
): string {
  const branches = branchesOf(node, (part) => nameOf(part) !== null);
  const written = ({ left, relation, right }: Condition): string => notation.row(inner(left), relation, inner(right));
  const rows = branches.map(({ value, when, joint }) => ({
    value: inner(value),
    when: when.map(written).reduce((all, next) => (all === '' ? next : notation.row(all, joint, next)), ''),
  }));
  return rows.length === 1 ? rows[0]!.value : notation.cases(rows);
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
      if (a.kind === 'number' && a.value === 0) return notation.negative(atLeast(b, strength.mul));
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
