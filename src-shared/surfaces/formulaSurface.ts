import { create, parseDependencies, type MathNode } from 'mathjs';
import { StudioError } from '../result.ts';
import { formulaConstants, formulaFunctions } from './formulaFunctions.ts';
import { readFormula, type ReadFormula } from './formulaText.ts';
import { addJets, chainJet, constantJet, multiplyJets, powerJet, scaleJet, variableJet, type Jet } from './jet.ts';
import { defineSurface, type Surface } from './surface.ts';

/** Longest formula that is taken, in characters. */
export const MAX_FORMULA_LENGTH = 300;
const MAX_NODES = 400;

const { parse } = create(parseDependencies ?? {}, {});

/** A formula made ready: its value alone, which is fast, and its jet, which carries the derivatives. */
interface Compiled {
  readonly value: (x: number, y: number) => number;
  readonly jet: (x: number, y: number) => Jet;
}

/**
 * A surface from a formula in x and y such as `0.1 x² + 2 y²`: numbers, + − * / ^, pi, e, tau and the functions of `formulaFunctions`; derivatives are exact
 * (jets). The id is `formula`. Throws `formulaEmpty`, `formulaTooLong`, `formulaSyntax`, `formulaUnknown`, `formulaNotAllowed` or
 * `formulaArguments`; their detail holds `at`, the 1-based character, and what stands there.
 */
export function formulaSurface(text: string): Surface {
  const read = readFormula(text, MAX_FORMULA_LENGTH);
  const node = parsed(read);
  let nodes = 0;
  node.traverse(() => void (nodes += 1));
  if (nodes > MAX_NODES) throw new StudioError('formulaTooLong', { value: nodes, limit: MAX_NODES, at: 1 });
  const { value, jet } = compiled(node, read);
  return defineSurface({
    id: 'formula',
    dimensions: 2,
    params: {},
    tex: node
      .toTex()
      .replace(/\s*~\s*/g, '\\,')
      .replace(/\{ /g, '{'),
    view: { x: [-5, 5], y: [-5, 5] },
    start: [-3, 2],
    minima: [],
    value,
    gradient: (x, y) => {
      const [, fx, fy] = jet(x, y);
      return [fx, fy];
    },
    hessian: (x, y) => {
      const [, , , fxx, fxy, fyy] = jet(x, y);
      return [fxx, fxy, fyy];
    },
  }) as unknown as Surface;
}

function parsed(read: ReadFormula): MathNode {
  try {
    return parse(read.plain);
  } catch (error) {
    const at = error instanceof SyntaxError && 'char' in error ? Number(error.char) : 1;
    throw read.trouble('formulaSyntax', at - 1);
  }
}

function compiled(node: MathNode, read: ReadFormula): Compiled {
  switch (node.type) {
    case 'ConstantNode':
      return constant(node, read);
    case 'SymbolNode':
      return named(node, read);
    case 'ParenthesisNode':
      return compiled(part(node, 'content')!, read);
    case 'OperatorNode':
      return operation(node, read);
    case 'FunctionNode':
      return call(node, read);
    default:
      throw read.troubleWith('formulaNotAllowed', node.toString());
  }
}

function part(node: MathNode, name: string): MathNode | null {
  const found: unknown = Reflect.get(node, name);
  return isNode(found) ? found : null;
}

function parts(node: MathNode): readonly MathNode[] {
  const found: unknown = Reflect.get(node, 'args');
  return Array.isArray(found) ? found.filter(isNode) : [];
}

function isNode(value: unknown): value is MathNode {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'isNode') === true;
}

function word(node: MathNode, name: string): string {
  return String(Reflect.get(node, name));
}

function constant(node: MathNode, read: ReadFormula): Compiled {
  const number: unknown = Reflect.get(node, 'value');
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw read.troubleWith('formulaNotAllowed', node.toString());
  const jet = constantJet(number);
  return { value: () => number, jet: () => jet };
}

function named(node: MathNode, read: ReadFormula): Compiled {
  const name = word(node, 'name');
  if (name === 'x') return { value: (x) => x, jet: (x) => variableJet(x, 'x') };
  if (name === 'y') return { value: (_x, y) => y, jet: (_x, y) => variableJet(y, 'y') };
  const number = Object.hasOwn(formulaConstants, name) ? formulaConstants[name]! : null;
  if (number === null) throw read.troubleWith('formulaUnknown', name);
  const jet = constantJet(number);
  return { value: () => number, jet: () => jet };
}

function operation(node: MathNode, read: ReadFormula): Compiled {
  const operator = word(node, 'op');
  const [a, b] = parts(node).map((argument) => compiled(argument, read));
  if (a && !b && operator === '-') return { value: (x, y) => -a.value(x, y), jet: (x, y) => scaleJet(a.jet(x, y), -1) };
  if (a && !b && operator === '+') return a;
  const made = a && b ? binary(operator, a, b, parts(node)[1]!) : null;
  if (!made) throw read.troubleWith('formulaNotAllowed', operator);
  return made;
}

function binary(operator: string, a: Compiled, b: Compiled, second: MathNode): Compiled | null {
  switch (operator) {
    case '+':
      return { value: (x, y) => a.value(x, y) + b.value(x, y), jet: (x, y) => addJets(a.jet(x, y), b.jet(x, y)) };
    case '-':
      return {
        value: (x, y) => a.value(x, y) - b.value(x, y),
        jet: (x, y) => addJets(a.jet(x, y), scaleJet(b.jet(x, y), -1)),
      };
    case '*':
      return { value: (x, y) => a.value(x, y) * b.value(x, y), jet: (x, y) => multiplyJets(a.jet(x, y), b.jet(x, y)) };
    case '/':
      return {
        value: (x, y) => a.value(x, y) / b.value(x, y),
        jet: (x, y) => multiplyJets(a.jet(x, y), powerJet(b.jet(x, y), -1)),
      };
    case '^':
      return power(a, b, second);
    default:
      return null;
  }
}

/** u^n for an exponent without x and y, else e^(v ln u). */
function power(a: Compiled, b: Compiled, exponent: MathNode): Compiled {
  const value = (x: number, y: number): number => a.value(x, y) ** b.value(x, y);
  if (exponent.filter((node) => node.type === 'SymbolNode' && ['x', 'y'].includes(word(node, 'name'))).length === 0) {
    const n = b.value(0, 0);
    return { value, jet: (x, y) => powerJet(a.jet(x, y), n) };
  }
  const { log, exp } = formulaFunctions;
  return {
    value,
    jet: (x, y) => {
      const base = a.jet(x, y);
      const exponentJet = multiplyJets(b.jet(x, y), chainJet(base, log!(base[0])));
      return chainJet(exponentJet, exp!(exponentJet[0]));
    },
  };
}

function call(node: MathNode, read: ReadFormula): Compiled {
  const name = part(node, 'fn') ? word(part(node, 'fn')!, 'name') : '';
  const given = parts(node);
  if (name === 'pow' && given.length === 2)
    return power(compiled(given[0]!, read), compiled(given[1]!, read), given[1]!);
  const derived = Object.hasOwn(formulaFunctions, name) ? formulaFunctions[name]! : null;
  // x(1 + y) reads as a call: it is a product.
  if (!derived && given.length === 1 && (name === 'x' || name === 'y' || Object.hasOwn(formulaConstants, name)))
    return binary('*', named(part(node, 'fn')!, read), compiled(given[0]!, read), given[0]!)!;
  if (!derived) throw read.troubleWith('formulaUnknown', name);
  if (given.length !== 1) throw read.troubleWith('formulaArguments', name);
  const a = compiled(given[0]!, read);
  return {
    value: (x, y) => derived(a.value(x, y))[0],
    jet: (x, y) => {
      const inner = a.jet(x, y);
      return chainJet(inner, derived(inner[0]));
    },
  };
}
