import { defaultValues, type ParamSpec, type ParamValues } from '../domain/params.ts';
import { optimizer } from '../optimizers/index.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { partsOf } from './evaluate.ts';
import { symbol, type Expression } from './expression.ts';
import { mathml } from './mathml.ts';
import { write, type Notation } from './notation.ts';
import { ruleExpressions, type RuleExpressions } from './ruleExpressions.ts';
import { tex } from './tex.ts';

export interface RuleFormula {
  /** One `<math>` element per line: state first, then hats, then the step of θ. */
  readonly mathml: readonly string[];
  /** The same as TeX, lines joined by `\\`. */
  readonly tex: string;
}

/** One line of a formula: the name of what it gives, and what that is. */
export interface FormulaLine {
  readonly name: string;
  readonly value: Expression;
}

/** The formula of a rule with these hyperparameters, written down by running the rule itself over symbols. */
export function ruleFormula(ruleId: string, params: ParamValues): RuleFormula {
  const rule = optimizer(ruleId);
  const lines = formulaLines(rule, { ...defaultValues(rule.params), ...params });
  return {
    mathml: lines.map((line) => `<math display="block">${writeLine(line, lines, mathml)}</math>`),
    tex: lines.map((line) => writeLine(line, lines, tex)).join(' \\\\ '),
  };
}

function formulaLines(rule: UpdateRule, h: ParamValues): FormulaLine[] {
  const hyper = (name: string): Expression => symbol(symbolOf(rule.params[name]) ?? name);
  const symbols = { theta: symbol('θ', 't-1'), grad: symbol('g', 't'), t: symbol('t'), learningRate: symbol('η') };
  return linesOf(ruleExpressions(rule, h, { ...symbols, hyper, slot: (name) => symbol(name, 't-1') }, false));
}

/** The lines of a rule written down: a gradient taken elsewhere, the state, what carries a name of its own, and θ. */
export function linesOf(out: RuleExpressions): FormulaLine[] {
  const gradientLine = out.gradientPoint === null ? [] : [{ name: 'g', value: gradientAt(out.gradientPoint) }];
  const step = { name: 'θ', value: out.theta };
  const hats = [...namedParts(step.value)].map((part) => ({ name: part.symbol, value: part.value }));
  return [...gradientLine, ...out.slots, ...hats, step];
}

/** The letter of the paper, or null where a parameter has none. */
export function symbolOf(spec: ParamSpec | undefined): string | null {
  return spec && 'symbol' in spec ? (spec.symbol ?? null) : null;
}

/** ∇f at a point other than θ. */
function gradientAt(point: Expression): Expression {
  return { kind: 'apply', name: '∇f', a: point };
}

/** Every named part below a node, innermost first, each once. */
function* namedParts(
  node: Expression,
  seen = new Set<Expression>(),
): Generator<Extract<Expression, { kind: 'named' }>> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'named') {
    yield* namedParts(node.value, seen);
    yield node;
  } else for (const part of partsOf(node)) yield* namedParts(part, seen);
}

/** One line in a notation: other lines stand in it under their names. */
export function writeLine(line: FormulaLine, lines: readonly FormulaLine[], notation: Notation): string {
  const names = new Map(lines.filter((other) => other !== line).map((other) => [other.value, other.name]));
  const nameOf = (part: Expression): string | null => {
    if (part.kind === 'named') return part.value === line.value ? null : part.symbol;
    return part === line.value ? null : (names.get(part) ?? null);
  };
  const [left, right] = [notation.symbol(line.name, 't'), write(line.value, notation, nameOf)];
  return notation.row(left, '=', right);
}
