import type * as tf from '@tensorflow/tfjs';
import { asMatrices, fetch, runPacked, texelsOf } from './packed.ts';

/** So many pairs of rows are summed at once: a second program would cost more. */
const FEW_LINES = 64;
/** Parts a sum over many rows is first split into, so that a card has enough to do at once. */
const PARTS = 64;

/** The sum over the first axis, under another shape with the same last two lengths where that is wanted. */
export function sumOfFirst(x: tf.Tensor, outputShape?: readonly number[]): tf.Tensor {
  const [parts = 1, ...shape] = x.shape;
  const [count] = asMatrices(shape);
  const texels = count * texelsOf(shape).inMatrix;
  const code = (): string => `
void main() {
  int texel = ownTexel();
  vec4 result = vec4(0.0);
  for (int part = 0; part < ${parts}; part++) result += ${fetch('X', `part * ${texels} + texel`)};
  setOutput(result);
}`;
  return runPacked({ inputs: ['X'], outputShape: outputShape ?? shape, key: `sumOfFirst ${parts} ${texels}`, code }, [
    x,
  ]);
}

/** The sum over every axis but the last: the gradient of a bias. [..., columns] → [columns]. */
export function sumOfRows(x: tf.Tensor): tf.Tensor {
  const [count, rows, columns] = asMatrices(x.shape);
  const pairs = Math.ceil(rows / 2);
  const lines = count * pairs;
  const each = lines <= FEW_LINES ? lines : Math.ceil(lines / PARTS);
  const parts = Math.ceil(lines / each);
  const inRow = Math.ceil(columns / 2);
  const odd = rows % 2 === 1 ? `if (line - quotient(line, ${pairs}) * ${pairs} == ${pairs - 1}) v.zw = vec2(0.0);` : '';
  const key = `sumOfRows ${rows} ${columns} ${lines} ${each}`;
  const code = (): string => `
void main() {
  int texel = ownTexel();
  int part = quotient(texel, ${inRow});
  int column = texel - part * ${inRow};
  vec2 sum = vec2(0.0);
  for (int line = part * ${each}; line < min(${lines}, (part + 1) * ${each}); line++) {
    vec4 v = ${fetch('X', `line * ${inRow} + column`)};
    ${odd}
    sum += v.xy + v.zw;
  }
  ${columns % 2 === 1 ? `if (column == ${inRow - 1}) sum.y = 0.0;` : ''}
  setOutput(vec4(sum, 0.0, 0.0));
}`;
  const outputShape = parts === 1 ? [columns] : [parts, 1, columns];
  const partial = runPacked({ inputs: ['X'], outputShape, key, code }, [x]);
  if (parts === 1) return partial;
  const total = sumOfFirst(partial, [columns]);
  partial.dispose();
  return total;
}
