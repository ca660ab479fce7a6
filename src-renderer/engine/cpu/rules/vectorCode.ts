import { partsOf } from '#shared/algebra/evaluate.ts';
import type { BinaryOperator, Expression, UnaryOperator } from '#shared/algebra/expression.ts';
import * as op from './instructions.ts';
import type { Code, Local } from './wasmModule.ts';

/** How values get in: four elements of a tensor (or one, in lane 0), and the host's numbers, which are the same for all elements. */
export interface VectorInputs {
  isTensor(node: Expression): boolean;
  load(tensor: string): Code;
  /** Four copies of a number. */
  splat(node: Expression): Local;
  /** All bits set where the number is above 0, else none. */
  mask(condition: Expression): Local;
  /** A number in double precision. */
  double(node: Expression): Local;
}

/** Number of the imported power function (double, double) → double. */
export const powerImport = 0;

const zero: Expression = { kind: 'number', value: 0 };
const one: Expression = { kind: 'number', value: 1 };
const vector = (): Local => ({ type: 'v128' });

/**
 * Writes formulas in normal form as code for one group of four elements: the returned function gives the code that leaves a value on the
 * stack. Parts that several of the roots need are computed once, where they come first. Throws for what has no code.
 */
export function vectorCode(roots: readonly Expression[], inputs: VectorInputs): (node: Expression) => Code {
  const { isTensor } = inputs;
  const uses = usesOf(roots, isTensor);
  const known = new Map<Expression, Local>();

  const of = (node: Expression): Code => {
    if (!isTensor(node) || known.has(node) || uses.get(node)! > 1) return keep(node)[0];
    return compute(node);
  };
  /** The value on the stack, and the local that holds it from then on. */
  const keep = (node: Expression): readonly [Code, Local] => {
    const before = isTensor(node) ? known.get(node) : inputs.splat(node);
    if (before) return [op.get(before), before];
    const local = vector();
    const code = compute(node);
    known.set(node, local);
    return [[...code, ...op.tee(local)], local];
  };
  const compute = (node: Expression): Code => {
    switch (node.kind) {
      case 'symbol':
        return inputs.load(node.name);
      case 'unary':
        return node.operator === 'sign' ? signOf(...keep(node.a)) : unary[node.operator](...keep(node.a));
      case 'where':
        return [...of(node.then), ...of(node.otherwise), ...maskOf(node.condition), ...op.v128BitSelect];
      case 'binary':
        if (node.operator === 'pow') return power(...keep(node.a), inputs.double(node.b));
        return binaryOf(node.operator, node.a, node.b);
      default:
        throw new Error(`${node.kind} has no code`);
    }
  };
  const binaryOf = (operator: BinaryOperator, a: Expression, b: Expression): Code => {
    if (operator === 'maximum' || operator === 'minimum') return extremeOf(operator, a, b);
    if (operator === 'pow' || operator === 'divides') throw new Error(`${operator} has no code`);
    return [...of(a), ...of(b), ...binary[operator]];
  };
  /** Beside a constant the short form passes on what is not a number, as long as the constant comes second. */
  const extremeOf = (operator: keyof typeof extremes, a: Expression, b: Expression): Code => {
    if (a.kind === 'number') return extremeOf(operator, b, a);
    const isShort = b.kind === 'number' && Number.isFinite(b.value);
    return [...of(a), ...of(b), ...(isShort ? shortExtremes : extremes)[operator]];
  };
  const maskOf = (condition: Expression): Code =>
    isTensor(condition)
      ? [...of(condition), ...op.get(inputs.splat(zero)), ...op.f32x4Greater]
      : op.get(inputs.mask(condition));
  /** 0 for what is not a number, as in TF.js. */
  const signOf = (a: Code, local: Local): Code => [
    ...oneWhere(a, op.f32x4Greater),
    ...oneWhere(op.get(local), op.f32x4Less),
    ...op.f32x4Sub,
  ];
  const oneWhere = (a: Code, comparison: Code): Code => [
    ...[...a, ...op.get(inputs.splat(zero)), ...comparison],
    ...[...op.get(inputs.splat(one)), ...op.v128And],
  ];
  return of;
}

/** How many places need each part; parts of numbers alone are the host's. */
function usesOf(
  roots: readonly Expression[],
  isTensor: (node: Expression) => boolean,
): ReadonlyMap<Expression, number> {
  const uses = new Map<Expression, number>();
  const visit = (node: Expression): void => {
    const before = uses.get(node) ?? 0;
    uses.set(node, before + 1);
    if (before === 0 && isTensor(node)) partsOf(node).forEach(visit);
  };
  roots.forEach(visit);
  return uses;
}

const binary = {
  add: op.f32x4Add,
  sub: op.f32x4Sub,
  mul: op.f32x4Mul,
  div: op.f32x4Div,
} as const;
const extremes = { maximum: op.f32x4Max, minimum: op.f32x4Min } as const;
const shortExtremes = { maximum: op.f32x4PseudoMax, minimum: op.f32x4PseudoMin } as const;

/** Each takes the code of its operand and the local that then holds it. */
const unary: Readonly<Record<Exclude<UnaryOperator, 'sign'>, (a: Code, local: Local) => Code>> = {
  sqrt: (a) => [...a, ...op.f32x4Sqrt],
  square: (a, local) => [...a, ...op.get(local), ...op.f32x4Mul],
  abs: (a) => [...a, ...op.f32x4Abs],
  norm: () => {
    throw new Error('norm has no code per element');
  },
};

/** A general power, element by element in double precision by the host's function. */
function power(a: Code, local: Local, exponent: Local): Code {
  const lane = (index: number): Code => [
    ...op.get(local),
    ...op.f32x4ExtractLane(index),
    ...op.f64PromoteF32,
    ...op.get(exponent),
    ...op.call(powerImport),
    ...op.f32DemoteF64,
  ];
  const others = [1, 2, 3].flatMap((index) => [...lane(index), ...op.f32x4ReplaceLane(index)]);
  return [...a, ...op.drop, ...lane(0), ...op.f32x4Splat, ...others];
}
