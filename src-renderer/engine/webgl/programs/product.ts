import type * as tf from '@tensorflow/tfjs';
import { activationCode } from './activationCode.ts';
import { fetch, fetchOwn, runPacked, widthOf } from './packed.ts';

export interface ProductOptions {
  /** Multiply by the transposed matrix. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Added to every row. */
  readonly bias?: tf.Tensor | null;
  readonly activation?: string;
  /** Times the derivative of an activation, told by its output y, which has the shape of the product. */
  readonly derived?: { readonly by: string; readonly y: tf.Tensor };
}

/** activation(A · B + bias) of two matrices. The first's rows do not enter the program, so a short batch needs no other one. */
export function productOnDevice(
  a: tf.Tensor,
  b: tf.Tensor,
  { transposeA = false, transposeB = false, bias = null, activation = 'linear', derived }: ProductOptions = {},
): tf.Tensor {
  const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const columns = b.shape[transposeB ? 0 : 1]!;
  const by = derived?.by ?? 'linear';
  const variant = { transposeA, transposeB, hasBias: bias !== null, activation, by };
  const more = [...(bias ? [bias] : []), ...(by === 'linear' ? [] : [derived!.y])];
  const program = {
    inputs: ['A', 'B', ...(bias ? ['Bias'] : []), ...(by === 'linear' ? [] : ['Y'])],
    uniforms,
    outputShape: [rows, columns],
    key: `product ${transposeA} ${transposeB} ${bias !== null} ${activation} ${by}`,
    code: () => productCode(variant),
  };
  return runPacked(program, [a, b, ...more], [[rows, inner, columns]]);
}

/** Rows, inner length, columns: one program for all sizes. */
const uniforms = [{ name: 'size', type: 'ivec3' }] as const;

interface Variant {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly hasBias: boolean;
  readonly activation: string;
  readonly by: string;
}

/** Two by two values of A by two by two of B; a transposed texel has its second and third exchanged. */
function productCode({ transposeA, transposeB, hasBias, activation, by }: Variant): string {
  const [firstA, stepA] = transposeA ? ['row', '(size.x + 1) / 2'] : ['row * pairs', '1'];
  const [firstB, stepB] = transposeB ? ['column * pairs', '1'] : ['column', 'inRow'];
  const read = `vec4 a = texture(A, atA * perA)${transposeA ? '.xzyw' : ''};
      vec4 b = texture(B, atB * perB)${transposeB ? '.xzyw' : ''};`;
  const multiply = `${read}
      result += a.xxzz * b.xyxy + a.yyww * b.zwzw;`;
  return `
void main() {
  int texel = ownTexel();
  int inRow = (size.z + 1) / 2;
  int pairs = (size.y + 1) / 2;
  int row = quotient(texel, inRow);
  int column = texel - row * inRow;
  int widthA = ${widthOf('A')};
  int widthB = ${widthOf('B')};
  vec2 atA = place(${firstA}, widthA);
  vec2 atB = place(${firstB}, widthB);
  vec2 stepA = stepOf(${stepA}, widthA);
  vec2 stepB = stepOf(${stepB}, widthB);
  vec2 perA = perTexel(ATexShape);
  vec2 perB = perTexel(BTexShape);
  vec4 result = vec4(0.0);
  // Where a row of the matrix is a row of the texture, as nearly always, no place needs to be looked at for whether it is past the edge.
  if (widthA == ${transposeA ? '(size.x + 1) / 2' : 'pairs'} && widthB == ${transposeB ? 'pairs' : 'inRow'}) {
    for (int k = 0; k < size.y / 2; k++) {
      ${multiply}
      atA.${transposeA ? 'y' : 'x'} += 1.0;
      atB.${transposeB ? 'x' : 'y'} += 1.0;
    }
  } else {
    for (int k = 0; k < size.y / 2; k++) {
      ${multiply}
      atA = moved(atA, stepA, widthA);
      atB = moved(atB, stepB, widthB);
    }
  }
  if ((size.y & 1) == 1) {
    ${read}
    result += a.xxzz * b.xyxy;
  }
  ${hasBias ? `result += ${fetch('Bias', 'column')}.xyxy;` : ''}
  vec4 v = result;
  result = ${activationCode(activation)!.apply};
  ${by === 'linear' ? '' : `vec4 y = ${fetchOwn('Y')};\n  result *= ${activationCode(by)!.derivative};`}
  if (2 * column + 1 >= size.z) result.yw = vec2(0.0);
  if (2 * row + 1 >= size.x) result.zw = vec2(0.0);
  setOutput(result);
}`;
}
