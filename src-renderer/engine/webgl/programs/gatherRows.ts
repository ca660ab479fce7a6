import * as tf from '@tensorflow/tfjs';
import { CODES_IN_A_FLOAT } from '../paletteCodes.ts';
import { asMatrices, fetch, runPacked, texelsOf } from './packed.ts';

/** Values of many rows one after another on the device, four to a texel; with a palette as three codes to a number. */
export interface FlatValues {
  readonly values: tf.Tensor;
  readonly palette: tf.Tensor | null;
  /** Rows it holds. */
  readonly rows: number;
}

/** Rows whose numbers go as uniforms, of which every card has room for so many; more go as a texture. */
const UNIFORM_ROWS = 512;

/** Numbers four to a texel: [quarter of them, 2, 2]. */
export function flatTensor(values: Float32Array): tf.Tensor {
  const texels = Math.max(1, Math.ceil(values.length / 4));
  if (values.length === 4 * texels) return tf.tensor(values, [texels, 2, 2]);
  const padded = new Float32Array(4 * texels);
  padded.set(values);
  return tf.tensor(padded, [texels, 2, 2]);
}

/**
 * The rows with these numbers, [how many, ...shape], put together on the device. A number of `held.rows` or more is that of a row of `extra` (four
 * numbers to a texel), counted from there: what is not held is uploaded with the batch.
 */
export function gatherRows(
  held: FlatValues,
  numbers: readonly number[],
  shape: readonly number[],
  extra: tf.Tensor | null,
): tf.Tensor {
  return tf.tidy(() => {
    const rows = numbers.length;
    const outputShape = [rows, ...shape];
    const asUniforms = rows <= UNIFORM_ROWS;
    // A power of two, so that batches of several sizes share a program.
    const vectors = 2 ** Math.ceil(Math.log2(Math.max(1, rows / 4)));
    const tensors: [string, tf.Tensor][] = [['Values', held.values]];
    if (held.palette) tensors.push(['Palette', held.palette]);
    if (extra) tensors.push(['Extra', extra]);
    if (!asUniforms) tensors.push(['Numbers', flatTensor(Float32Array.from(numbers))]);
    const [, matrixRows, columns] = asMatrices(outputShape);
    const { inRow, inMatrix } = texelsOf(outputShape);
    const own = asUniforms ? [{ name: 'numbers', type: 'ivec4' as const, arrayIndex: vectors }] : [];
    const program = {
      inputs: tensors.map(([name]) => name),
      uniforms: [...uniforms, ...own],
      outputShape,
      key: `gather ${held.palette !== null} ${extra !== null} ${asUniforms} ${vectors}`,
      code: () => gatherCode({ hasPalette: held.palette !== null, hasExtra: extra !== null, asUniforms }),
    };
    const rowSize = shape.reduce((product, length) => product * length, 1);
    const values = [
      [rowSize, held.rows],
      [matrixRows, columns],
      [inRow, inMatrix],
    ];
    const numbersPadded = asUniforms ? [[...numbers, ...new Array<number>(4 * vectors - rows).fill(0)]] : [];
    return runPacked(
      program,
      tensors.map(([, tensor]) => tensor),
      [...values, ...numbersPadded],
    );
  });
}

const uniforms = [
  { name: 'row', type: 'ivec2' },
  { name: 'size', type: 'ivec2' },
  { name: 'texels', type: 'ivec2' },
] as const;

interface Variant {
  readonly hasPalette: boolean;
  readonly hasExtra: boolean;
  readonly asUniforms: boolean;
}

function gatherCode({ hasPalette, hasExtra, asUniforms }: Variant): string {
  const code = `int group = at / ${CODES_IN_A_FLOAT};
  int codes = int(${fetch('Values', 'group >> 2')}[group & 3]);
  int code = (codes >> (8 * (at - group * ${CODES_IN_A_FLOAT}))) & 255;
  return ${fetch('Palette', 'code >> 2')}[code & 3];`;
  const extra = `if (number >= row.y) {
    int at = (number - row.y) * row.x + inRow;
    return ${fetch('Extra', 'at >> 2')}[at & 3];
  }`;
  return `
int numberOf(int own) {
  ${asUniforms ? 'return numbers[own >> 2][own & 3];' : `return int(${fetch('Numbers', 'own >> 2')}[own & 3]);`}
}
float valueOf(int number, int inRow) {
  ${hasExtra ? extra : ''}
  int at = number * row.x + inRow;
  ${hasPalette ? code : `return ${fetch('Values', 'at >> 2')}[at & 3];`}
}
float valueAt(int at) {
  int own = at / row.x;
  return valueOf(numberOf(own), at - own * row.x);
}
void main() {
  int texel = ownTexel();
  int matrix = quotient(texel, texels.y);
  int inMatrix = texel - matrix * texels.y;
  int line = 2 * quotient(inMatrix, texels.x);
  int column = 2 * (inMatrix - (line / 2) * texels.x);
  int at = (matrix * size.x + line) * size.y + column;
  bool isRight = column + 1 < size.y;
  bool isBelow = line + 1 < size.x;
  vec4 result = vec4(0.0);
  result.x = valueAt(at);
  if (isRight) result.y = valueAt(at + 1);
  if (isBelow) result.z = valueAt(at + size.y);
  if (isRight && isBelow) result.w = valueAt(at + size.y + 1);
  setOutput(result);
}`;
}
