import type * as tf from '@tensorflow/tfjs';
import { runPacked } from '../programs/packed.ts';
import { tileCode, tileUniforms, tileValues, type StepTiles } from './stepTiles.ts';

/** Textures of even and of odd steps. */
export type TilePair = readonly [even: tf.Tensor, odd: tf.Tensor];

/**
 * The tiles of the steps `from` … `from + steps − 1` as one matrix [steps · rows, units · parts.length], parts side by side. A step below 0 is
 * zero, as the state before the first is.
 */
export function joinTiles(parts: readonly TilePair[], tiles: StepTiles, from: number, steps: number): tf.Tensor {
  const columns = tiles.units * parts.length;
  const names = parts.flatMap((_, i) => [`Even${i}`, `Odd${i}`]);
  const read = (i: number): string => `if (part == ${i}) return isOdd ? ${texel(`Odd${i}`)} : ${texel(`Even${i}`)};`;
  const program = {
    inputs: names,
    uniforms: [...tileUniforms, { name: 'first', type: 'ivec2' }] as const,
    outputShape: [steps * tiles.rows, columns],
    key: `joinTiles ${parts.length}`,
    code: () => `${tileCode}
vec4 texelOf(int part, int step, ivec2 at) {
  bool isOdd = (step & 1) == 1;
  ${parts.map((_, i) => read(i)).join('\n  ')}
  return vec4(0.0);
}
vec2 rowAt(int row, int part, int column) {
  if (row >= first.y) return vec2(0.0);
  int step = quotient(row, tiles.x);
  int own = row - step * tiles.x;
  step += first.x;
  if (step < 0) return vec2(0.0);
  vec4 both = texelOf(part, step, tileOf(step) + ivec2(column, own >> 1));
  return (own & 1) == 0 ? both.xy : both.zw;
}
void main() {
  int texel = ownTexel();
  int inRow = ${parts.length} * tiles.y;
  int pair = quotient(texel, inRow);
  int column = texel - pair * inRow;
  int part = quotient(column, tiles.y);
  column -= part * tiles.y;
  setOutput(vec4(rowAt(2 * pair, part, column), rowAt(2 * pair + 1, part, column)));
}`,
  };
  return runPacked(program, parts.flat(), [tileValues(tiles), [from, steps * tiles.rows]]);
}

function texel(name: string): string {
  return `texelFetch(${name}, at, 0)`;
}
