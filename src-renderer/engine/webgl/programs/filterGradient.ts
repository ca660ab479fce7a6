import type * as tf from '@tensorflow/tfjs';
import type { Window } from './convolution.ts';
import { runPacked, widthOf } from './packed.ts';
import { sumOfFirst } from './sums.ts';
import { windowKey } from './windowKey.ts';

/** Texels that a card should have to work on at once. */
const TEXELS_AT_ONCE = 16_384;

/**
 * The gradient of a convolution's kernel by split-K: a kernel has few values and each is a sum over all places of all pictures, so the lines of dy are
 * shared out to parts that are summed on their own first. Any kernel size, stride, gap and padding.
 */
export function filterGradientOnDevice(x: tf.Tensor, dy: tf.Tensor, window: Window): tf.Tensor {
  const { batchSize, outHeight, inChannels, outChannels, filterHeight, filterWidth } = window;
  const shape = [filterHeight, filterWidth, inChannels, outChannels];
  const lines = batchSize * outHeight;
  const texels = filterHeight * filterWidth * Math.ceil(inChannels / 2) * Math.ceil(outChannels / 2);
  const each = Math.ceil(lines / Math.min(lines, Math.max(1, Math.ceil(TEXELS_AT_ONCE / texels))));
  const parts = Math.ceil(lines / each);
  const key = `filterGradient ${lines} ${each} ${windowKey(window)}`;
  const outputShape = parts === 1 ? shape : [parts, ...shape];
  const partial = runPacked({ inputs: ['X', 'Dy'], outputShape, key, code: () => partCode(window, lines, each) }, [
    x,
    dy,
  ]);
  if (parts === 1) return partial;
  const sum = sumOfFirst(partial);
  partial.dispose();
  return sum;
}

function partCode(window: Window, lines: number, each: number): string {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = window;
  const { strideHeight, dilationHeight, dilationWidth, padInfo } = window;
  const pairs = { x: Math.ceil(inWidth / 2), y: Math.ceil(outWidth / 2) };
  const inRow = { x: Math.ceil(inChannels / 2), y: Math.ceil(outChannels / 2) };
  const oddColumn = outWidth % 2 === 1 ? `if (pair == ${pairs.y - 1}) d.zw = vec2(0.0);` : '';
  const oddChannel = inChannels % 2 === 1 ? `if (channel == ${inRow.x - 1}) result.zw = vec2(0.0);` : '';
  const oddFilter = outChannels % 2 === 1 ? `if (filterPair == ${inRow.y - 1}) result.yw = vec2(0.0);` : '';
  const columns = window.strideWidth === 1 ? neighbours : apart(window.strideWidth);
  return `
void main() {
  int texel = ownTexel();
  int row = quotient(texel, ${inRow.y});
  int filterPair = texel - row * ${inRow.y};
  int tap = quotient(row, ${inRow.x});
  int channel = row - tap * ${inRow.x};
  int part = quotient(tap, ${filterHeight * filterWidth});
  tap -= part * ${filterHeight * filterWidth};
  int tapRow = quotient(tap, ${filterWidth});
  int down = tapRow * ${dilationHeight} - ${padInfo.top};
  int right = (tap - tapRow * ${filterWidth}) * ${dilationWidth} - ${padInfo.left};
  int widthX = ${widthOf('X')};
  int widthDy = ${widthOf('Dy')};
  vec2 stepDy = stepOf(${inRow.y}, widthDy);
  bool isOdd = (right & 1) == 1;
  ${columns.prepare(inRow.x)}
  vec2 perX = perTexel(XTexShape);
  vec2 perDy = perTexel(DyTexShape);
  vec4 result = vec4(0.0);
  for (int line = part * ${each}; line < min(${lines}, (part + 1) * ${each}); line++) {
    int picture = quotient(line, ${outHeight});
    int y = (line - picture * ${outHeight}) * ${strideHeight} + down;
    if (y < 0 || y >= ${inHeight}) continue;
    int source = (picture * ${inHeight} + y) * ${pairs.x};
    vec2 atDy = place(line * ${pairs.y * inRow.y} + filterPair, widthDy);
    ${columns.begin(pairs.x, inRow.x)}
    for (int pair = 0; pair < ${pairs.y}; pair++) {
      vec4 d = texture(Dy, atDy * perDy);
      atDy = moved(atDy, stepDy, widthDy);
      ${oddColumn}
      ${columns.read(inWidth, pairs.x, inRow.x)}
      result += a.xxyy * d.xyxy + b.xxyy * d.zwzw;
    }
  }
  ${oddChannel}
  ${oddFilter}
  setOutput(result);
}`;
}

/** How a line of x is walked along, two output columns at a time: gives a and b, two channels of the input under each of them. */
interface Columns {
  prepare(inRow: number): string;
  begin(pairs: number, inRow: number): string;
  read(width: number, pairs: number, inRow: number): string;
}

/** A texel that may lie outside: then another one is read and left out. Where an odd last column has no other beside it there is zero. */
function readTexel(name: string, pair: string, width: number, pairs: number): string {
  return `vec4 ${name} = texture(X, ${name}At * perX);
      ${name} = ${pair} >= 0 && ${pair} < ${pairs} ? ${name} : vec4(0.0);
      ${width % 2 === 1 ? `if (${pair} == ${pairs - 1}) ${name}.zw = vec2(0.0);` : ''}`;
}

/** Stride 1: one texel more for two more columns. From an odd column on, the two lie in two texels, the first of them read before. */
const neighbours: Columns = {
  prepare: (inRow) => `vec2 stepX = stepOf(${inRow}, widthX);
  int first = (right + 1) >> 1;`,
  begin: (pairs, inRow) => `int xPair = first - 1;
    vec2 xAt = place((source + clamp(xPair, 0, ${pairs - 1})) * ${inRow} + channel, widthX);
    vec4 before = isOdd && xPair >= 0 && xPair < ${pairs} ? texture(X, xAt * perX) : vec4(0.0);
    ${nextTexel(pairs)}`,
  read: (width, pairs) => `${readTexel('x', 'xPair', width, pairs)}
      ${nextTexel(pairs)}
      vec2 a = isOdd ? before.zw : x.xy;
      vec2 b = isOdd ? x.xy : x.zw;
      before = x;`,
};

const nextTexel = (pairs: number): string =>
  `xPair++;
    if (xPair > 0 && xPair < ${pairs}) xAt = moved(xAt, stepX, widthX);`;

/** Larger strides: a texel for each of the two columns; which half never changes, as the next pair is an even number of columns away. */
const apart = (stride: number): Columns => ({
  prepare: () => `bool isOddB = ((right + ${stride}) & 1) == 1;`,
  begin: () => '',
  read: (width, pairs, inRow) => {
    const read = (name: string, column: string): string =>
      `int ${name}Pair = (${column}) >> 1;
      vec2 ${name}At = place((source + clamp(${name}Pair, 0, ${pairs - 1})) * ${inRow} + channel, widthX);
      ${readTexel(name, `${name}Pair`, width, pairs)}`;
    return `${read('p', `2 * pair * ${stride} + right`)}
      ${read('q', `(2 * pair + 1) * ${stride} + right`)}
      vec2 a = isOdd ? p.zw : p.xy;
      vec2 b = isOddB ? q.zw : q.xy;`;
  },
});
