import * as tf from '@tensorflow/tfjs';
import type { ProgramUniform } from './compiled.ts';
import { asMatrices, emptyTensor, isPackedTensor, ownTexture, withTextures } from './deviceTensors.ts';
import { draw, type Region } from './draw.ts';

export { asMatrices } from './deviceTensors.ts';

/** A program that writes one texel, two by two values, at a time. */
export interface PackedProgram {
  /** Names of the inputs, capital first. */
  readonly inputs: readonly string[];
  readonly uniforms?: readonly ProgramUniform[];
  readonly outputShape: readonly number[];
  /** Functions and `void main()`, after `texelHelpers`; written only where no program of this key was compiled yet. */
  readonly code: string | (() => string);
  /** Tells the code, inputs and uniforms apart from all others; the code itself where absent. */
  readonly key?: string;
}

/** True where own programs run: WebGL 2 with packed textures. Elsewhere TF.js's operations do the same. */
export function hasPackedPrograms(): boolean {
  const env = tf.env();
  return tf.getBackend() === 'webgl' && env.getNumber('WEBGL_VERSION') === 2 && env.getBool('WEBGL_PACK');
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
 * Runs a program on the graphics card; the result is tracked as every tensor is. Whatever their rank, inputs and output are seen as matrices and
 * their sizes are uniforms, so a program is compiled once for all shapes (but its own constants).
 */
export function runPacked(
  program: PackedProgram,
  inputs: readonly tf.Tensor[],
  uniforms: readonly number[][] = [],
): tf.Tensor {
  return runPackedMany(program, inputs, uniforms, 1)[0]!;
}

/** The same for a program that writes so many textures of one shape at once, by `output0`, `output1`, … in place of `setOutput`. */
export function runPackedMany(
  program: PackedProgram,
  inputs: readonly tf.Tensor[],
  uniforms: readonly number[][],
  outputs: number,
): tf.Tensor[] {
  const made = Array.from({ length: outputs }, () => emptyTensor(program.outputShape));
  drawPacked(program, inputs, uniforms, made);
  return made;
}

/** The same into tensors of `emptyTensor`, or a part of them. */
export function drawPacked(
  program: PackedProgram,
  inputs: readonly tf.Tensor[],
  uniforms: readonly (readonly number[])[],
  outputs: readonly tf.Tensor[],
  region?: Region,
): void {
  const source = {
    key: program.key ?? String(program.code),
    inputs: program.inputs,
    uniforms: program.uniforms ?? [],
    outputs: outputs.length,
    code: () => `${texelHelpers}${typeof program.code === 'string' ? program.code : program.code()}`,
  };
  withTextures(inputs, (textures) => draw(source, textures, outputs.map(ownTexture), uniforms, region));
}

/** The tensor where its texture is packed already, else a copy: for what many programs read. */
export function packedOnce(x: tf.Tensor): tf.Tensor {
  if (isPackedTensor(x)) return x;
  const code = `void main() { int texel = ownTexel(); setOutput(${fetchOwn('X')}); }`;
  return runPacked({ inputs: ['X'], outputShape: x.shape, code }, [x]);
}
