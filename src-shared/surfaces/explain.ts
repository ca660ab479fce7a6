import type { Term } from '../algebra/algebra.ts';
import { expression, symbol, type Expression } from '../algebra/expression.ts';
import { float64Algebra } from '../algebra/float64.ts';
import { indexOf, linesOf, symbolOf, writeLine, type FormulaLine } from '../algebra/formula.ts';
import { mathml } from '../algebra/mathml.ts';
import { write, type Notation } from '../algebra/notation.ts';
import { ruleExpressions } from '../algebra/ruleExpressions.ts';
import { alignedTex, tex } from '../algebra/tex.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import type { RaceStep } from './race.ts';

type Vector = Float64Array;

/** One line of an update with its numbers. */
export interface ExplainedLine {
  /** What the line gives: the gradient, a state by its symbol, an intermediate value, or the new point. */
  readonly kind: 'gradient' | 'state' | 'value' | 'position';
  readonly symbol: string;
  /** The general line, `<math>`. */
  readonly rule: string;
  /** The same with this step's numbers, `<math>`. */
  readonly filled: string;
  /** What they come to, `= …` as `<math>`; null where the numbers are the result already. */
  readonly outcome: string | null;
  /** General and filled, as lines of TeX. */
  readonly tex: readonly string[];
  readonly result: number;
}

/** How numbers are written: a decimal part and a power of ten, or null for none. */
export interface WrittenNumber {
  readonly digits: string;
  readonly exponent: number | null;
}

export interface ExplainOptions {
  readonly rule: UpdateRule;
  readonly h: ParamValues;
  /** The step before the update: its `used` gradient and rate are those of the update. */
  readonly before: RaceStep;
  readonly after: RaceStep;
  /** 0: x, 1: y. */
  readonly component: 0 | 1;
  /** Sign of the decimals in MathML; TeX always has a point. */
  readonly decimalSign: '.' | ',';
}

/** An update, line by line, with the numbers of one component: what the rule itself does, run over symbols whose values are known. */
export function explainStep(options: ExplainOptions): readonly ExplainedLine[] {
  const { values, lines } = writtenDown(options);
  const gradient = lines.some((line) => line.value.kind === 'apply') ? [] : [gradientLine(values)];
  const valueOf = valuesOf(values);
  const at = (node: Expression): number => componentOf(valueOf(node), options.component);
  return [...gradient, ...lines].map((line) => explainedLine(line, lines, at, options));
}

/** All lines of an update as one piece of TeX, to be copied. */
export function explainedTex(lines: readonly ExplainedLine[]): string {
  return alignedTex(lines.flatMap(({ tex: text }) => text));
}

/** The rule over symbols, and what every symbol stands for in this update. */
function writtenDown({ rule, h, before }: ExplainOptions): {
  values: Map<Expression, Term<Vector>>;
  lines: FormulaLine[];
} {
  const params = withDefaults(rule.params, h);
  const values = new Map<Expression, Term<Vector>>();
  const known = (node: Expression, value: Term<Vector>): Expression => {
    values.set(node, value);
    return node;
  };
  const grad = known(symbol('g', 't'), before.used!);
  const t = before.step + 1;
  const symbols = {
    theta: known(symbol('θ', 't-1'), before.theta),
    grad,
    t: known(symbol('t'), t),
    learningRate: known(symbol('η'), before.learningRate!),
    slot: (name: string) => known(symbol(name, 't-1'), before.slots[name]!),
    hyper: (name: string) => known(symbol(symbolOf(rule.params[name]) ?? name), Number(params[name])),
  };
  const lines = linesOf(ruleExpressions(rule, params, symbols, t === 1));
  for (const line of lines) if (line.value.kind === 'apply') values.set(line.value, before.used!);
  return { values, lines };
}

/** g = ∇f(θ): its value is the gradient the update used. */
function gradientLine(values: Map<Expression, Term<Vector>>): FormulaLine {
  const [grad] = [...values].find(([node]) => node.kind === 'symbol' && node.name === 'g')!;
  const [theta] = [...values].find(([node]) => node.kind === 'symbol' && node.name === 'θ')!;
  const value: Expression = { kind: 'apply', name: '∇f', a: theta };
  values.set(value, values.get(grad)!);
  return { name: 'g', value };
}

/** Evaluates nodes in double precision, each once. */
function valuesOf(known: ReadonlyMap<Expression, Term<Vector>>): (node: Expression) => Term<Vector> {
  const cache = new Map(known);
  const of = (node: Expression): Term<Vector> => {
    const found = cache.get(node);
    if (found !== undefined) return found;
    const value = evaluated(node, of);
    cache.set(node, value);
    return value;
  };
  return of;
}

function evaluated(node: Expression, of: (node: Expression) => Term<Vector>): Term<Vector> {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'named':
      return of(node.value);
    case 'unary':
      return float64Algebra[node.operator](of(node.a));
    case 'binary':
      return float64Algebra[node.operator](of(node.a), of(node.b));
    case 'where':
      return float64Algebra.where(of(node.condition), of(node.then), of(node.otherwise));
    default:
      throw new Error(`${node.name} has no value`);
  }
}

function componentOf(value: Term<Vector>, component: 0 | 1): number {
  return typeof value === 'number' ? value : value[component]!;
}

function explainedLine(
  line: FormulaLine,
  lines: readonly FormulaLine[],
  at: (node: Expression) => number,
  { after, component, decimalSign }: ExplainOptions,
): ExplainedLine {
  const result = at(line.value);
  const isNamed = lines.some(({ name, value }) => name !== line.name && value === line.value);
  const body = filledIn(line.value, line, lines, at);
  const filledLine = (notation: Notation): readonly [filled: string, outcome: string | null] => {
    const index = indexOf(line.value) === null ? null : String(after.step);
    const left = notation.symbol(line.name === 'θ' ? 'xy'[component]! : line.name, index);
    const right = notation.number(result);
    const middle = line.value.kind === 'apply' ? right : write(body, notation, () => null);
    return [notation.row(left, '=', middle), middle === right ? null : notation.row('', '=', right).trim()];
  };
  const [filled, outcome] = filledLine(withNumbers(mathml, decimalSign));
  const [filledTex, outcomeTex] = filledLine(withNumbers(tex, '.'));
  return {
    kind: kindOf(line, after, isNamed),
    symbol: line.name,
    rule: `<math>${writeLine(line, lines, mathml)}</math>`,
    filled: `<math>${filled}</math>`,
    outcome: outcome === null ? null : `<math>${outcome}</math>`,
    tex: [writeLine(line, lines, tex), [filledTex, outcomeTex].filter((part) => part !== null).join(' ')],
    result,
  };
}

function kindOf({ name, value }: FormulaLine, after: RaceStep, isNamed: boolean): ExplainedLine['kind'] {
  if (name === 'θ') return 'position';
  if (name === 'g' && value.kind === 'apply') return 'gradient';
  return Object.hasOwn(after.slots, name) && !isNamed ? 'state' : 'value';
}

/** A formula with the numbers of one component; other lines of the rule stand in it as their results, a choice as the branch that was taken. */
function filledIn(
  node: Expression,
  line: FormulaLine,
  lines: readonly FormulaLine[],
  at: (node: Expression) => number,
): Expression {
  const inner = (part: Expression): Expression => filledIn(part, line, lines, at);
  const isOther = node !== line.value && lines.some(({ value }) => value === node);
  if (isOther || node.kind === 'symbol') return expression(at(node));
  switch (node.kind) {
    case 'number':
      return node;
    case 'named':
      return node.value === line.value ? inner(node.value) : expression(at(node));
    case 'where':
      return inner(at(node.condition) > 0 ? node.then : node.otherwise);
    case 'unary':
      return node.operator === 'norm' ? expression(at(node)) : { ...node, a: inner(node.a) };
    case 'binary':
      return plusMinus({ ...node, a: inner(node.a), b: inner(node.b) });
    case 'apply':
      return expression(at(node));
  }
}

/** a + (−3) is a − 3. */
function plusMinus(node: Extract<Expression, { kind: 'binary' }>): Expression {
  if (node.operator === 'add' && node.b.kind === 'number' && node.b.value < 0)
    return { ...node, operator: 'sub', b: { kind: 'number', value: -node.b.value } };
  return node;
}

/** Four significant digits; a power of ten below 1e-3 and from 1e5 on. */
export function writtenNumber(value: number): WrittenNumber {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5))
    return { digits: String(Number(size.toPrecision(4))), exponent: null };
  const [digits = '', exponent = '0'] = size.toExponential(3).split('e');
  return { digits: String(Number(digits)), exponent: Number(exponent) };
}

/** A notation that writes numbers short: 0.3642, 1.2 · 10⁻⁷. */
function withNumbers(notation: Notation, decimalSign: '.' | ','): Notation {
  const isTex = notation === tex;
  const digitsOf = (text: string): string => (isTex ? text : `<mn>${text.replace('.', decimalSign)}</mn>`);
  const minus = (text: string): string => (isTex ? `-${text}` : `<mrow><mo>−</mo>${text}</mrow>`);
  const number = (value: number): string => {
    if (!Number.isFinite(value)) return isTex ? '\\infty' : '<mi>∞</mi>';
    const { digits, exponent } = writtenNumber(value);
    const power =
      exponent === null
        ? ''
        : notation.power(
            digitsOf('10'),
            exponent < 0 ? minus(digitsOf(String(-exponent))) : digitsOf(String(exponent)),
          );
    const text = power === '' ? digitsOf(digits) : notation.row(digitsOf(digits), '·', power);
    return value < 0 ? minus(text) : text;
  };
  return { ...notation, number };
}
