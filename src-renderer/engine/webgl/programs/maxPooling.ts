import type * as tf from '@tensorflow/tfjs';
import { fetch, runPacked, widthOf, zerosBeyond } from './packed.ts';
import { windowKey } from './windowKey.ts';

/** A pooling window over [batch, height, width, channels] that moves by its own size, as TF.js computes it. */
type Window = tf.backend_util.Conv2DInfo;

/** The largest value of every window; NaN counts as larger than any. */
export function maxPoolOnDevice(x: tf.Tensor, window: Window): tf.Tensor {
  return poolings(x, window, 'best');
}

/**
 * The gradient of x: each dy goes to the first of the largest in its window, row by row, as on the CPU engine. `relu`: x went through ReLU, whose
 * gradient is taken on the way: a window whose largest is not above zero lets nothing through.
 */
export function maxPoolGradientOnDevice(
  x: tf.Tensor,
  dy: tf.Tensor,
  window: Window,
  { relu }: { relu: boolean },
): tf.Tensor {
  const places = poolings(x, window, relu ? 'mix(vec4(-1.0), spot, greaterThan(best, vec4(0.0)))' : 'spot');
  const key = `spread ${window.batchSize} ${windowKey(window)}`;
  const program = { inputs: ['Places', 'Dy'], outputShape: x.shape, key, code: () => spreadCode(window) };
  const dx = runPacked(program, [places, dy]);
  places.dispose();
  return dx;
}

/** One value for each window, from its largest value `best` and the place of that in the window, `spot`. */
function poolings(x: tf.Tensor, window: Window, result: string): tf.Tensor {
  const { batchSize, outHeight, outWidth, inChannels } = window;
  const outputShape = [batchSize, outHeight, outWidth, inChannels];
  const key = `pool ${result} ${windowKey(window)}`;
  return runPacked({ inputs: ['X'], outputShape, key, code: () => poolCode(window, result) }, [x]);
}

function poolCode(window: Window, result: string): string {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = window;
  const pairs = { x: Math.ceil(inWidth / 2), y: Math.ceil(outWidth / 2) };
  const inRow = Math.ceil(inChannels / 2);
  // The first output column of a texel is even, so is where its window begins but for the padding: each place is in a half known before.
  const places = [0, 1].flatMap((side) =>
    Array.from({ length: filterWidth }, (_, j) => ({ side, j, offset: side * filterWidth + j - padInfo.left })),
  );
  const texels = [...new Set(places.map(({ offset }) => Math.floor(offset / 2)))].sort((a, b) => a - b);
  const first = texels[0]!;
  const compare = ({ side, j, offset }: (typeof places)[0]): string => {
    const half = side === 0 ? 'xy' : 'zw';
    const isInside =
      padInfo.left === 0 && outWidth * filterWidth <= inWidth
        ? 'true'
        : `left + (${offset}) >= 0 && left + (${offset}) < ${inWidth}`;
    return `if (isRow && ${isInside}) {
      vec2 v = x${Math.floor(offset / 2) - first}.${offset % 2 === 0 ? 'xy' : 'zw'};
      bvec2 isBetter = bvec2(spot.${half[0]} < 0.0 || !(v.x <= best.${half[0]}), spot.${half[1]} < 0.0 || !(v.y <= best.${half[1]}));
      best.${half} = mix(best.${half}, v, isBetter);
      spot.${half} = mix(spot.${half}, vec2(float(i * ${filterWidth} + ${j})), isBetter);
    }`;
  };
  return `
void main() {
  int texel = ownTexel();
  int line = quotient(texel, ${pairs.y * inRow});
  int inLine = texel - line * ${pairs.y * inRow};
  int pair = quotient(inLine, ${inRow});
  int channel = inLine - pair * ${inRow};
  int picture = quotient(line, ${outHeight});
  int top = (line - picture * ${outHeight}) * ${filterHeight} - ${padInfo.top};
  int left = 2 * pair * ${filterWidth};
  int widthX = ${widthOf('X')};
  vec2 perX = perTexel(XTexShape);
  vec4 best = vec4(0.0);
  vec4 spot = vec4(-1.0);
  for (int i = 0; i < ${filterHeight}; i++) {
    int y = top + i;
    bool isRow = y >= 0 && y < ${inHeight};
    int source = (picture * ${inHeight} + clamp(y, 0, ${inHeight - 1})) * ${pairs.x};
    ${texels.map((texel) => `vec4 x${texel - first} = texture(X, place((source + clamp(left / 2 + (${texel}), 0, ${pairs.x - 1})) * ${inRow} + channel, widthX) * perX);`).join('\n    ')}
    ${places.map(compare).join('\n    ')}
  }
  vec4 result = ${result};
  ${zerosBeyond(outWidth, inChannels, '2 * pair', '2 * channel')}
  setOutput(result);
}`;
}

/** Every place of x asks the one window it lies in. Two columns side by side lie in one where windows begin at even columns. */
function spreadCode(window: Window): string {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = window;
  const pairs = { x: Math.ceil(inWidth / 2), y: Math.ceil(outWidth / 2) };
  const inRow = Math.ceil(inChannels / 2);
  const isOneWindow = filterWidth % 2 === 0 && padInfo.left % 2 === 0;
  const read = (side: 0 | 1): string => `
  bool isThere${side} = y < ${outHeight} && x${side} < ${outWidth};
  vec2 at${side} = place(min(source + (x${side} >> 1), last) * ${inRow} + channel, width);
  vec4 spot${side} = texture(Places, at${side} * perTexel(PlacesTexShape));
  vec4 dy${side} = ${fetch('Dy', `min(source + (x${side} >> 1), last) * ${inRow} + channel`)};`;
  const take = (side: 0 | 1, from: 0 | 1): string => `
  bool isRight${side} = (x${side} & 1) == 1;
  vec2 own${side} = isRight${side} ? spot${from}.zw : spot${from}.xy;
  vec2 d${side} = isRight${side} ? dy${from}.zw : dy${from}.xy;
  result.${side === 0 ? 'xy' : 'zw'} = mix(vec2(0.0), d${side}, bvec2(
    isThere${from} && own${side}.x == float(i * ${filterWidth} + j${side}), isThere${from} && own${side}.y == float(i * ${filterWidth} + j${side})));`;
  return `
void main() {
  int texel = ownTexel();
  int line = quotient(texel, ${pairs.x * inRow});
  int inLine = texel - line * ${pairs.x * inRow};
  int pair = quotient(inLine, ${inRow});
  int channel = inLine - pair * ${inRow};
  int picture = quotient(line, ${inHeight});
  int down = line - picture * ${inHeight} + ${padInfo.top};
  int y = quotient(down, ${filterHeight});
  int i = down - y * ${filterHeight};
  int right = 2 * pair + ${padInfo.left};
  int x0 = quotient(right, ${filterWidth});
  int j0 = right - x0 * ${filterWidth};
  bool isNext = j0 + 1 == ${filterWidth};
  int x1 = isNext ? x0 + 1 : x0;
  int j1 = isNext ? 0 : j0 + 1;
  int source = (picture * ${outHeight} + y) * ${pairs.y};
  int last = ${window.batchSize * outHeight * pairs.y - 1};
  int width = ${widthOf('Places')};
  vec4 result;
  ${read(0)}
  ${isOneWindow ? '' : read(1)}
  ${take(0, 0)}
  ${take(1, isOneWindow ? 0 : 1)}
  ${zerosBeyond(inWidth, inChannels, '2 * pair', '2 * channel')}
  setOutput(result);
}`;
}
