import type { Expression } from './expression.ts';

/** A condition as it is printed: two sides and how they stand to each other. */
export interface Condition {
  readonly left: Expression;
  readonly relation: '>' | '<' | '=' | '≤' | '≥' | '∣' | '∤';
  readonly right: Expression;
}

/** One line behind a brace: the value, and the conditions under which it holds, all of them or any. */
export interface Branch {
  readonly value: Expression;
  readonly when: readonly Condition[];
  readonly joint: '∧' | '∨';
}

type Where = Extract<Expression, { kind: 'where' }>;

const zero: Expression = { kind: 'number', value: 0 };

/**
 * A choice with the choices inside it as one list. Each branch holds where those before it do not; the last says outright when it holds,
 * where that can be said in one condition. `isLeaf` tells the parts that stand under a name of their own and stay whole.
 */
export function branchesOf(node: Where, isLeaf: (part: Expression) => boolean): readonly Branch[] {
  const rows = rowsOf(node, isLeaf);
  const last = rows.at(-1)!;
  return [...rows.slice(0, -1), { ...last, ...otherwise(rows.slice(0, -1)) }];
}

function rowsOf(node: Expression, isLeaf: (part: Expression) => boolean): Branch[] {
  if (node.kind !== 'where' || isLeaf(node)) return [{ value: node, when: [], joint: '∧' }];
  const condition = conditionOf(node.condition);
  const then = rowsOf(node.then, isLeaf).map((row) => ({ ...row, when: [condition, ...row.when] }));
  const rows = [...then, ...rowsOf(node.otherwise, isLeaf)];
  const last = rows.at(-1)!;
  const kept = rows.findLastIndex((row) => !isSame(row.value, last.value));
  return [...rows.slice(0, kept + 1), last];
}

/** What `where` asks is whether a part is above 0; a difference above 0 is a comparison. */
function conditionOf(part: Expression): Condition {
  if (part.kind !== 'binary') return { left: part, relation: '>', right: zero };
  if (part.operator === 'divides') return { left: part.a, relation: '∣', right: part.b };
  if (part.operator !== 'sub') return { left: part, relation: '>', right: zero };
  return isSame(part.a, zero)
    ? { left: part.b, relation: '<', right: zero }
    : { left: part.a, relation: '>', right: part.b };
}

/** The conditions of the last branch: the opposite of those before it. */
function otherwise(before: readonly Branch[]): Pick<Branch, 'when' | 'joint'> {
  const [first, second, ...more] = before;
  if (!first || more.length > 0) return { when: [], joint: '∧' };
  if (!second) return { when: first.when.map(opposite), joint: '∨' };
  const [above, below] = [first.when, second.when];
  const isBalance =
    above.length === 1 && below.length === 1 && above[0]!.relation === '>' && below[0]!.relation === '<';
  return isBalance && isSame(above[0]!.left, below[0]!.left) && isSame(above[0]!.right, below[0]!.right)
    ? { when: [{ ...above[0]!, relation: '=' }], joint: '∧' }
    : { when: [], joint: '∧' };
}

const opposites = { '>': '≤', '<': '≥', '=': '=', '≤': '>', '≥': '<', '∣': '∤', '∤': '∣' } as const;

function opposite(condition: Condition): Condition {
  const { left, relation, right } = condition;
  const isNeverNegative = left.kind === 'unary' && left.operator === 'norm' && isSame(right, zero);
  return { ...condition, relation: isNeverNegative && relation === '>' ? '=' : opposites[relation] };
}

/** The same node, or the same number. */
function isSame(a: Expression, b: Expression): boolean {
  return a === b || (a.kind === 'number' && b.kind === 'number' && a.value === b.value);
}
