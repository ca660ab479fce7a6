import { defaultValues, type ParamSpec, type ParamValues } from '../domain/params.ts';
import { optimizer } from '../optimizers/index.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { partsOf } from './evaluate.ts';
import { symbol, type Expression } from './expression.ts';
import { mathml } from './mathml.ts';
import { write, type NameOf, type Notation } from './notation.ts';
import { ruleExpressions, type RuleExpressions } from './ruleExpressions.ts';
import { alignedTex, tex } from './tex.ts';

export interface RuleFormula {
  /** One `<math>` element per line: state first, then hats, then the step of θ. */
  readonly mathml: readonly string[];
  /** The same as TeX; several lines stand in an `aligned` environment. */
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
    tex: alignedTex(lines.map((line) => writeLine(line, lines, tex))),
  };
}

function formulaLines(rule: UpdateRule, h: ParamValues): FormulaLine[] {
  const hyper = (name: string): Expression => symbol(symbolOf(rule.params[name]) ?? name);
  const symbols = { theta: symbol('θ', 't-1'), grad: symbol('g', 't'), t: symbol('t'), learningRate: symbol('η') };
  return linesOf(ruleExpressions(rule, h, { ...symbols, hyper, slot: (name) => symbol(name, 't-1') }, false));
}

/**
 * The lines of a rule written down: a gradient taken elsewhere, the state, what carries a name of its own, and θ last. What a line
 * stands on comes before it.
 */
export function linesOf(out: RuleExpressions): FormulaLine[] {
  const outputs = [...out.slots, { name: 'θ', value: out.theta }];
  const lines: FormulaLine[] = out.gradientPoint === null ? [] : [{ name: 'g', value: gradientAt(out.gradientPoint) }];
  const seen = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const part of partsOf(node)) visit(part);
    if (node.kind === 'named') lines.push({ name: node.symbol, value: node.value });
    lines.push(...outputs.filter(({ value }) => value === node));
  };
  for (const { value } of outputs) visit(value);
  return lines;
}

/** The letter of the paper, or null where a parameter has none. */
export function symbolOf(spec: ParamSpec | undefined): string | null {
  return spec && 'symbol' in spec ? (spec.symbol ?? null) : null;
}

/** ∇f at a point other than θ. */
function gradientAt(point: Expression): Expression {
  return { kind: 'apply', name: '∇f', a: point };
}

/** One line in a notation: other lines stand in it under their names. */
export function writeLine(line: FormulaLine, lines: readonly FormulaLine[], notation: Notation): string {
  const names = new Map(lines.filter((other) => other !== line).map((other) => [other.value, other.name]));
  const nameOf: NameOf = (part) => {
    const value = part.kind === 'named' ? part.value : part;
    const name = value === line.value ? undefined : part.kind === 'named' ? part.symbol : names.get(part);
    return name === undefined ? null : { name, index: indexOf(value) };
  };
  const [left, right] = [notation.symbol(line.name, indexOf(line.value)), write(line.value, notation, nameOf)];
  return notation.row(left, '=', right);
}

/** t for what changes from update to update; null for what hyperparameters alone decide (ρ∞). */
export function indexOf(value: Expression): 't' | null {
  return changes(value) ? 't' : null;
}

function changes(node: Expression): boolean {
  if (node.kind === 'apply') return true;
  if (node.kind === 'symbol') return node.index !== null || node.name === 't';
  return partsOf(node).some(changes);
}
