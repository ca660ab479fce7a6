import { mentions } from '#shared/algebra/evaluate.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import { fetchOwn } from './programs/packed.ts';

/** An element-wise program in GLSL ES 3 that writes one texture for each of its formulas: four values at a time, coefficients as uniforms. */
export interface Shader {
  /** Tensor symbols read, in order. */
  readonly inputs: readonly string[];
  /** Coefficients to be evaluated in double precision before every run. */
  readonly uniforms: readonly Expression[];
  /** The program for tensors of any shape, told by `edgeUniforms`. */
  readonly code: string;
}

/**
 * Writes formulas as one fragment program, what they share once. Parts without any tensor symbol become one uniform each, so that 1 − βᵗ is computed
 * in doubles. Null when one of them is not element-wise (LAMB's norms).
 */
export function compileShader(roots: readonly Expression[], tensors: ReadonlySet<string>): Shader | null {
  const lines: string[] = [];
  const inputs: string[] = [];
  const uniforms: Expression[] = [];
  const known = new Map<Expression, string>();
  let elementWise = true;

  const scalar = (node: Expression): string => {
    if (node.kind === 'number') return glslNumber(node.value);
    uniforms.push(node);
    return `vec4(u${uniforms.length - 1})`;
  };
  const input = (name: string): string => {
    if (!inputs.includes(name)) inputs.push(name);
    return fetchOwn(inputName(inputs.indexOf(name)));
  };
  const write = (node: Expression): string => {
    const before = known.get(node);
    if (before) return before;
    const code = node.kind !== 'symbol' && !mentions(node, tensors) ? scalar(node) : compute(node);
    const name = `v${known.size}`;
    lines.push(`vec4 ${name} = ${code};`);
    known.set(node, name);
    return name;
  };
  const compute = (node: Expression): string => {
    switch (node.kind) {
      case 'symbol':
        return tensors.has(node.name) ? input(node.name) : scalar(node);
      case 'number':
        return glslNumber(node.value);
      case 'named':
        return write(node.value);
      case 'unary':
        if (node.operator === 'norm') elementWise = false;
        return unaryCode[node.operator](write(node.a));
      case 'binary':
        return binaryCode[node.operator](write(node.a), write(node.b));
      case 'where':
        return `mix(${write(node.otherwise)}, ${write(node.then)}, greaterThan(${write(node.condition)}, vec4(0.0)))`;
      case 'apply':
        elementWise = false;
        return 'vec4(0.0)';
    }
  };

  const results = roots.map(write);
  if (!elementWise) return null;
  const outputs = results.map((result, i) => `output${i} = mix(vec4(0.0), ${result}, inside);`);
  const body = [...lines, ...outputs].join('\n  ');
  return { inputs, uniforms, code: `void main() {\n  int texel = ownTexel();\n  ${insideOf}\n  ${body}\n}` };
}

/** Rows and columns of a matrix of the tensor, then texels in a row and in a matrix of it. */
export const edgeUniforms = [
  { name: 'size', type: 'ivec2' },
  { name: 'texels', type: 'ivec2' },
] as const;

/**
 * A texel holds two by two values; where a length is odd some of them lie outside the tensor. TF.js expects 0 there: its matrix product over
 * an odd length multiplies what it finds by what the other operand has there, and that is not always 0 (a sigmoid of 0 is ½).
 */
const insideOf = `bvec4 inside = bvec4(true);
  if ((size.x & 1) == 1 || (size.y & 1) == 1) {
    int inMatrix = texel - quotient(texel, texels.y) * texels.y;
    int row = quotient(inMatrix, texels.x);
    if (2 * (inMatrix - row * texels.x) + 1 >= size.y) inside.yw = bvec2(false);
    if (2 * row + 1 >= size.x) inside.zw = bvec2(false);
  }`;

/** Names of the inputs of a program. */
export function inputName(index: number): string {
  return `In${index}`;
}

function glslNumber(value: number): string {
  const text = String(value);
  return `vec4(${/[.e]/.test(text) ? text : `${text}.0`})`;
}

const unaryCode = {
  sqrt: (a: string) => `sqrt(${a})`,
  square: (a: string) => `(${a} * ${a})`,
  abs: (a: string) => `abs(${a})`,
  sign: (a: string) => `sign(${a})`,
  norm: (a: string) => a,
} as const;

const binaryCode = {
  add: (a: string, b: string) => `(${a} + ${b})`,
  sub: (a: string, b: string) => `(${a} - ${b})`,
  mul: (a: string, b: string) => `(${a} * ${b})`,
  div: (a: string, b: string) => `(${a} / ${b})`,
  pow: (a: string, b: string) => `pow(${a}, ${b})`,
  maximum: (a: string, b: string) => `max(${a}, ${b})`,
  minimum: (a: string, b: string) => `min(${a}, ${b})`,
  divides: (a: string, b: string) => `vec4(equal(mod(${b}, ${a}), vec4(0.0)))`,
} as const;
