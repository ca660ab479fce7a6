import type * as tf from '@tensorflow/tfjs';
import { fetch, runPacked } from './packed.ts';

/** The table's row of every token: ids [batch, length], table [vocabulary, dim] → [batch, length, dim]. Ids must be below `vocabulary`. */
export function rowsOfTokens(ids: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [batch, length] = ids.shape as [number, number];
  const dim = table.shape[1]!;
  const program = { inputs: ['Ids', 'Table'], uniforms, outputShape: [batch, length, dim], code: lookUpCode };
  return runPacked(program, [ids, table], [[0, length, dim]]);
}

/**
 * The gradient of such a table: for every token the sum of its rows of dy [batch, length, dim], in the order of their `places` (`placesOfTokens`).
 * TF.js's own sum looks at every id of the batch for every number of the table.
 */
export function sumRowsByToken(dy: tf.Tensor, places: tf.Tensor, table: readonly [number, number]): tf.Tensor {
  const [vocabulary, dim] = table;
  const program = { inputs: ['Places', 'Rows'], uniforms, outputShape: table, code: sumCode };
  return runPacked(program, [places, dy], [[vocabulary, dy.shape[1]!, dim]]);
}

/** Tokens there are, length of a sample, numbers of a row: one program for all. */
const uniforms = [{ name: 'size', type: 'ivec3' }] as const;

/** A texel is of two tokens that follow one another, which are side by side in a texel of ids. */
const lookUpCode = `
void main() {
  int texel = ownTexel();
  int inRow = (size.z + 1) / 2;
  int pairs = (size.y + 1) / 2;
  int line = quotient(texel, inRow);
  int column = texel - line * inRow;
  int batch = quotient(line, pairs);
  int pair = line - batch * pairs;
  vec4 both = ${fetch('Ids', '(batch >> 1) * pairs + pair')};
  ivec2 ids = ivec2(((batch & 1) == 0 ? both.xy : both.zw) + 0.5);
  bool isSecond = 2 * pair + 1 < size.y;
  if (!isSecond) ids.y = 0;
  vec4 first = ${fetch('Table', '(ids.x >> 1) * inRow + column')};
  vec4 second = ${fetch('Table', '(ids.y >> 1) * inRow + column')};
  vec4 result = vec4((ids.x & 1) == 0 ? first.xy : first.zw, (ids.y & 1) == 0 ? second.xy : second.zw);
  if (!isSecond) result.zw = vec2(0.0);
  if (2 * column + 1 >= size.z) result.yw = vec2(0.0);
  setOutput(result);
}`;

const sumCode = `
int listed(int at) {
  return int(${fetch('Places', 'at >> 2')}[at & 3] + 0.5);
}
vec2 sumOf(int token, int column, int inRow) {
  vec2 sum = vec2(0.0);
  if (token >= size.x) return sum;
  int pairs = (size.y + 1) / 2;
  int end = listed(token + 1);
  for (int i = listed(token); i < end; i++) {
    int spot = listed(size.x + 1 + i);
    int batch = quotient(spot, size.y);
    int step = spot - batch * size.y;
    vec4 rows = ${fetch('Rows', '(batch * pairs + (step >> 1)) * inRow + column')};
    sum += (step & 1) == 0 ? rows.xy : rows.zw;
  }
  return sum;
}
void main() {
  int texel = ownTexel();
  int inRow = (size.z + 1) / 2;
  int pair = quotient(texel, inRow);
  int column = texel - pair * inRow;
  vec4 result = vec4(sumOf(2 * pair, column, inRow), sumOf(2 * pair + 1, column, inRow));
  if (2 * column + 1 >= size.z) result.yw = vec2(0.0);
  setOutput(result);
}`;
