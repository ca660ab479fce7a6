import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

interface ProgramUniform {
  readonly name: string;
  readonly type: 'int' | 'float' | 'ivec2' | 'ivec3' | 'ivec4';
  /** Of an array. */
  readonly arrayIndex?: number;
}

/** A program that writes one texel, two by two values, at a time. */
export interface PackedProgram {
  /** Names of the inputs, capital first. */
  readonly inputs: readonly string[];
  readonly uniforms?: readonly ProgramUniform[];
  readonly outputShape: readonly number[];
  /** Functions and `void main()`, after `texelHelpers`. */
  readonly code: string;
}

/** True where own programs run: WebGL 2 with packed textures. Elsewhere TF.js's operations do the same. */
export function hasPackedPrograms(): boolean {
  const env = tf.env();
  return tf.getBackend() === 'webgl' && env.getNumber('WEBGL_VERSION') === 2 && env.getBool('WEBGL_PACK');
}

/** A shape as matrices: [how many, rows, columns]. This is all that decides where values lie in a packed texture. */
export function asMatrices(shape: readonly number[]): [count: number, rows: number, columns: number] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return [shape.slice(0, -2).reduce((product, length) => product * length, 1), rows, columns];
}

/** Texels that a packed tensor of this shape has in a row of a matrix, and in a matrix. */
export function texelsOf(shape: readonly number[]): { readonly inRow: number; readonly inMatrix: number } {
  const [, rows, columns] = asMatrices(shape);
  const inRow = Math.ceil(columns / 2);
  return { inRow, inMatrix: inRow * Math.ceil(rows / 2) };
}

/**
 * Texels are numbered matrix by matrix, row pair by row pair; a texel holds (r, c), (r, c + 1), (r + 1, c), (r + 1, c + 1). `place` is the centre of
 * a texel of this number in a texture so many texels wide, `ownTexel` the number of the one that is written. Inside of loops a place is only
 * `moved`, by a `stepOf` so many texels: finding one anew costs more than reading it. `quotient` divides whole numbers that are not negative, by
 * floating point, since a card has no unit for it, and puts right what is one off. `perTexel` turns a place into what `texture` wants, which SwiftShader
 * does twice as fast as `texelFetch`.
 */
const texelHelpers = `
int quotient(int a, int b) {
  int q = int(float(a) / float(b));
  int rest = a - q * b;
  return rest < 0 ? q - 1 : (rest >= b ? q + 1 : q);
}
vec2 stepOf(int texels, int width) { int y = quotient(texels, width); return vec2(texels - y * width, y); }
vec2 place(int texel, int width) { return stepOf(texel, width) + 0.5; }
vec2 moved(vec2 at, vec2 by, int width) { at += by; return at.x >= float(width) ? at + vec2(-width, 1) : at; }
vec2 perTexel(ivec2 texShape) { return 1.0 / vec2((texShape.yx + 1) / 2); }
int ownTexel() { return int(gl_FragCoord.y) * ((outTexShape[1] + 1) / 2) + int(gl_FragCoord.x); }
`;

/** Sets to zero what of `result` lies beyond an odd edge, where TF.js expects zeros. `row` and `column` say where the texel begins. */
export function zerosBeyond(rows: number, columns: number, row: string, column: string): string {
  const lines: string[] = [];
  if (columns % 2 === 1) lines.push(`if (${column} + 1 >= ${columns}) result.yw = vec2(0.0);`);
  if (rows % 2 === 1) lines.push(`if (${row} + 1 >= ${rows}) result.zw = vec2(0.0);`);
  return lines.join('\n  ');
}

/** Texels in a row of the texture of input `name`, as GLSL. */
export function widthOf(name: string): string {
  return `((${name}TexShape[1] + 1) / 2)`;
}

/** Reads texel number `texel` of input `name`, as GLSL. */
export function fetch(name: string, texel: string): string {
  return `texture(${name}, place(${texel}, ${widthOf(name)}) * perTexel(${name}TexShape))`;
}

/** Reads of input `name`, which has the shape of the output, the texel that is written: mostly the same place. */
export function fetchOwn(name: string): string {
  return `(${name}TexShape == outTexShape ? texture(${name}, resultUV) : ${fetch(name, 'texel')})`;
}

/**
 * Runs a program on the graphics card; the result is tracked as every tensor is. Whatever their rank, inputs and output are shown to TF.js as
 * matrices and their sizes as uniforms, so a program is compiled once for all shapes (but its own constants).
 */
export function runPacked(
  program: PackedProgram,
  inputs: readonly tf.Tensor[],
  uniforms: readonly number[][] = [],
): tf.Tensor {
  const info = (tf.backend() as MathBackendWebGL).compileAndRun(
    {
      variableNames: [...program.inputs],
      outputShape: asMatrices(program.outputShape),
      packedInputs: true,
      packedOutput: true,
      enableShapeUniforms: true,
      customUniforms: [...(program.uniforms ?? [])],
      // TF.js tells programs apart by their code, without what is declared before it.
      userCode: `// ${JSON.stringify(program.uniforms ?? [])}\n${texelHelpers}${program.code}`,
    },
    inputs.map(({ dataId, dtype, shape }) => ({ dataId, dtype, shape: asMatrices(shape) })),
    'float32',
    uniforms.map((values) => [...values]),
  );
  return tf.engine().makeTensorFromTensorInfo({ ...info, shape: [...program.outputShape] });
}
