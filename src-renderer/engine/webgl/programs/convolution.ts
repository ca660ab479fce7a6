import type * as tf from '@tensorflow/tfjs';
import { activationCode } from './activationCode.ts';
import { fetch, runPacked, widthOf, zerosBeyond, type PackedProgram } from './packed.ts';
import { windowKey } from './windowKey.ts';

/** A sliding window over [batch, height, width, channels], as TF.js computes it. */
export type Window = tf.backend_util.Conv2DInfo;

/** Kernel columns of one row of the window, unrolled: where each finds its two input columns is known before the program runs. */
interface Tap {
  readonly column: number;
  /** Texel of the input, counted from the one at which the window's stride begins, and its half, for the two output columns. */
  readonly from: readonly [{ texel: number; half: string }, { texel: number; half: string }];
}

/**
 * y = activation(x ⋆ kernel + bias) without the patches ever being written out. A texel of the output holds two columns by two filters; every
 * texel of the input that they need in a row of the window is read once, two channels at a time. Biases and activation are optional.
 */
export function convolveOnDevice(
  x: tf.Tensor,
  kernel: tf.Tensor,
  window: Window,
  { bias = null, activation = 'linear' }: { bias?: tf.Tensor | null; activation?: string } = {},
): tf.Tensor {
  const { batchSize, outHeight, outWidth, outChannels } = window;
  const program: PackedProgram = {
    inputs: bias ? ['X', 'Kernel', 'Bias'] : ['X', 'Kernel'],
    outputShape: [batchSize, outHeight, outWidth, outChannels],
    ...keyedCode(window, { hasBias: bias !== null, activation, isFlipped: false }),
  };
  return runPacked(program, bias ? [x, kernel, bias] : [x, kernel]);
}

/** The gradient of x where the window moves by one: a convolution of dy with the kernel turned round, channels and filters exchanged. */
export function inputGradientOnDevice(dy: tf.Tensor, kernel: tf.Tensor, window: Window): tf.Tensor {
  const { batchSize, inHeight, inWidth, inChannels } = window;
  return runPacked(
    {
      inputs: ['X', 'Kernel'],
      outputShape: [batchSize, inHeight, inWidth, inChannels],
      ...keyedCode(flipped(window), { hasBias: false, activation: 'linear', isFlipped: true }),
    },
    [dy, kernel],
  );
}

function flipped(window: Window): Window {
  const { filterHeight, filterWidth, dilationHeight, dilationWidth, padInfo } = window;
  return {
    ...window,
    inHeight: window.outHeight,
    inWidth: window.outWidth,
    inChannels: window.outChannels,
    outHeight: window.inHeight,
    outWidth: window.inWidth,
    outChannels: window.inChannels,
    padInfo: {
      ...padInfo,
      top: (filterHeight - 1) * dilationHeight - padInfo.top,
      left: (filterWidth - 1) * dilationWidth - padInfo.left,
    },
  };
}

interface Options {
  readonly hasBias: boolean;
  readonly activation: string;
  readonly isFlipped: boolean;
}

function keyedCode(window: Window, options: Options): Pick<PackedProgram, 'key' | 'code'> {
  const { hasBias, activation, isFlipped } = options;
  return {
    key: `convolution ${hasBias} ${activation} ${isFlipped} ${windowKey(window)}`,
    code: () => convolutionCode(window, options),
  };
}

function convolutionCode(window: Window, { hasBias, activation, isFlipped }: Options): string {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, padInfo } = window;
  const pairs = { x: Math.ceil(inWidth / 2), y: Math.ceil(outWidth / 2) };
  const inRow = { x: Math.ceil(inChannels / 2), y: Math.ceil(outChannels / 2) };
  const taps = tapsOf(window);
  const texels = [...new Set(taps.flatMap(({ from }) => from.map(({ texel }) => texel)))].sort((a, b) => a - b);
  const bias = hasBias ? `result += ${fetch('Bias', 'filterPair')}.xyxy;` : '';
  const channels = (moveX: Move, moveK: Move): string => `for (int channel = 0; channel < ${inRow.x}; channel++) {
      vec4 k;
      ${texels.map((texel) => readInput(texel, window, moveX)).join('\n      ')}
      ${taps.map((tap) => addTap(tap, isFlipped, moveK)).join('\n      ')}
    }`;
  return `
void main() {
  int texel = ownTexel();
  int line = quotient(texel, ${pairs.y * inRow.y});
  int inLine = texel - line * ${pairs.y * inRow.y};
  int pair = quotient(inLine, ${inRow.y});
  int filterPair = inLine - pair * ${inRow.y};
  int picture = quotient(line, ${outHeight});
  int top = (line - picture * ${outHeight}) * ${window.strideHeight} - ${padInfo.top};
  int left = pair * ${window.strideWidth};
  int widthX = ${widthOf('X')};
  int widthK = ${widthOf('Kernel')};
  vec2 stepK = stepOf(${isFlipped ? 1 : inRow.y}, widthK);
  // Where neither a row of channels nor the kernel goes over the edge of a texture, no place needs to be looked at for that.
  bool isPlain = widthX == quotient(widthX, ${inRow.x}) * ${inRow.x} && widthK == ${isFlipped ? inRow.x : inRow.y};
  vec2 perX = perTexel(XTexShape);
  vec2 perK = perTexel(KernelTexShape);
  vec4 result = vec4(0.0);
  for (int i = 0; i < ${filterHeight}; i++) {
    int y = top + i * ${window.dilationHeight};
    if (y < 0 || y >= ${inHeight}) continue;
    int source = (picture * ${inHeight} + y) * ${pairs.x};
    ${texels.map((texel) => placeInput(texel, window)).join('\n    ')}
    ${taps.map((tap) => placeTap(tap, window, isFlipped)).join('\n    ')}
    if (isPlain) {
      ${channels(
        (name) => `${name}.x += 1.0`,
        (name) => `${name}.${isFlipped ? 'x' : 'y'} += 1.0`,
      )}
    } else {
      ${channels(
        (name) => `${name} = moved(${name}, vec2(1.0, 0.0), widthX)`,
        (name) => `${name} = moved(${name}, stepK, widthK)`,
      )}
    }
  }
  ${bias}
  vec4 v = result;
  result = ${activationCode(activation)!.apply};
  ${zerosBeyond(outWidth, outChannels, '2 * pair', '2 * filterPair')}
  setOutput(result);
}`;
}

function tapsOf({ filterWidth, strideWidth, dilationWidth, padInfo }: Window): Tap[] {
  return Array.from({ length: filterWidth }, (_, column) => {
    // The first output column of a texel is even, so is where its stride begins: which half a tap falls on is the same everywhere.
    const at = (output: number) => {
      const offset = output * strideWidth + column * dilationWidth - padInfo.left;
      return { texel: Math.floor(offset / 2), half: offset % 2 === 0 ? 'xy' : 'zw' };
    };
    return { column, from: [at(0), at(1)] };
  });
}

/** Writes how a place moves on to the next channels. */
type Move = (name: string) => string;

const nameOf = (texel: number): string => `x${texel < 0 ? `m${-texel}` : texel}`;

/** Where two columns by two channels of the input lie, and whether they lie in the picture: if not, others are read and left out. */
function placeInput(texel: number, { inWidth, inChannels }: Window): string {
  const [pairs, inRow] = [Math.ceil(inWidth / 2), Math.ceil(inChannels / 2)];
  const name = nameOf(texel);
  return `int ${name}Pair = left + (${texel});
    bool ${name}Inside = ${name}Pair >= 0 && ${name}Pair < ${pairs};
    vec2 ${name}At = place((source + clamp(${name}Pair, 0, ${pairs - 1})) * ${inRow}, widthX);`;
}

/** Reads them; zero outside of the picture, and where an odd last column or channel has no other beside it. */
function readInput(texel: number, { inWidth, inChannels }: Window, move: Move): string {
  const name = nameOf(texel);
  const edges: string[] = [];
  if (inWidth % 2 === 1) edges.push(`if (${name}Pair == ${Math.ceil(inWidth / 2) - 1}) ${name}.zw = vec2(0.0);`);
  if (inChannels % 2 === 1) edges.push(`if (channel == ${Math.ceil(inChannels / 2) - 1}) ${name}.yw = vec2(0.0);`);
  return `vec4 ${name} = texture(X, ${name}At * perX);
      ${name} = ${name}Inside ? ${name} : vec4(0.0);
      ${edges.join('\n      ')}
      ${move(`${name}At`)};`;
}

function placeTap({ column }: Tap, window: Window, isFlipped: boolean): string {
  const { filterHeight, filterWidth, inChannels, outChannels } = window;
  const [inRow, outRow] = [Math.ceil(inChannels / 2), Math.ceil(outChannels / 2)];
  const first = isFlipped
    ? `(((${filterHeight - 1} - i) * ${filterWidth} + ${filterWidth - 1 - column}) * ${outRow} + filterPair) * ${inRow}`
    : `(i * ${filterWidth} + ${column}) * ${inRow * outRow} + filterPair`;
  return `vec2 k${column}At = place(${first}, widthK);`;
}

/** Adds what one kernel column contributes to both output columns. */
function addTap({ column, from }: Tap, isFlipped: boolean, move: Move): string {
  // A texel of the kernel has channels in rows and filters in columns: turned round it is the other way about.
  const [one, two] = isFlipped ? ['xz', 'yw'] : ['xy', 'zw'];
  const add = (target: string, { texel: at, half }: Tap['from'][0]): string =>
    `result.${target} += ${nameOf(at)}.${half[0]} * k.${one} + ${nameOf(at)}.${half[1]} * k.${two};`;
  return `k = texture(Kernel, k${column}At * perK);
      ${move(`k${column}At`)};
      ${add('xy', from[0])}
      ${add('zw', from[1])}`;
}
