import type * as tf from '@tensorflow/tfjs';
import type { StreamKey } from '#shared/random/hash.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import { asMatrices, fetchOwn, runPacked, texelsOf } from './packed.ts';

/** The generator of `src-shared/random` in whole numbers of 32 bits: the very words of the CPU engine. */
const code = `
uvec4 lowbias32(uvec4 x) {
  x ^= x >> 16u;
  x *= 0x7feb352du;
  x ^= x >> 15u;
  x *= 0x846ca68bu;
  return x ^ (x >> 16u);
}
void main() {
  int texel = ownTexel();
  int matrix = quotient(texel, texels.y);
  int inMatrix = texel - matrix * texels.y;
  int row = 2 * quotient(inMatrix, texels.x);
  int column = 2 * (inMatrix - (row / 2) * texels.x);
  uint first = uint((matrix * size.x + row) * size.y + column);
  uvec4 index = uvec4(first) + uvec4(0u, 1u, uint(size.y), uint(size.y) + 1u);
  uvec4 word = lowbias32(lowbias32(index + uint(key.x)) ^ uint(key.y));
  vec4 kept = vec4(greaterThanEqual(word, uvec4(uint(least)))) * scale;
  vec4 result = ${fetchOwn('X')} * kept;
  if (column + 1 >= size.y) result.yw = vec2(0.0);
  if (row + 1 >= size.x) result.zw = vec2(0.0);
  setOutput(result);
}`;

const uniforms = [
  { name: 'size', type: 'ivec2' },
  { name: 'texels', type: 'ivec2' },
  { name: 'key', type: 'ivec2' },
  { name: 'least', type: 'int' },
  { name: 'scale', type: 'float' },
] as const;

/** x with values set to zero by the words of this stream, the others scaled up. The mask is made where it is used and never stored. */
export function dropOnDevice(x: tf.Tensor, { k1, k2 }: StreamKey, rate: number): tf.Tensor {
  const { least, scale } = keptWords(rate);
  const [, rows, columns] = asMatrices(x.shape);
  const { inRow, inMatrix } = texelsOf(x.shape);
  // Uniforms are signed; a program takes the bits back as they are.
  const values = [[rows, columns], [inRow, inMatrix], [k1 | 0, k2 | 0], [least | 0], [scale]];
  return runPacked({ inputs: ['X'], uniforms, outputShape: x.shape, code }, [x], values);
}
