import type { LayerRow, ModelCheck } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { layerKind } from '#shared/layers/index.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { lossById } from '#shared/losses/index.ts';
import { generator } from '#shared/random/generator.ts';

/** The rows of one update, in doubles. */
export interface ReferenceBatch {
  readonly x: Float64Array;
  readonly targets: Float64Array;
  readonly rows: number;
  /** Null leaves dropout out. */
  readonly masks: { readonly seed: number; readonly update: number } | null;
}

type Values = Float64Array;

const activations: Readonly<Record<string, (z: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

/** Mean loss of a model in doubles, written without regard to speed and without any of the engine's own code. */
export function referenceLoss(
  check: ModelCheck,
  loss: string,
  weights: readonly Values[],
  batch: ReferenceBatch,
): number {
  const { rows, targets } = batch;
  const logits = referenceLogits(check, weights, batch);
  return lossById(loss).evaluate({ logits, targets, rows, units: logits.length / rows }).loss;
}

/** The last layer before its activation, [rows, units]. */
export function referenceLogits(check: ModelCheck, weights: readonly Values[], batch: ReferenceBatch): Values {
  let at = 0;
  return check.rows.reduce((x, row, index) => {
    const own = weights.slice(at, (at += row.weights.length));
    const params = withDefaults(layerKind(row.node.kind).params, row.node.params);
    const z = forward(row, params, x, own, batch, index);
    return index === check.rows.length - 1
      ? z
      : activate(String(params.activation ?? 'linear'), z, row.outputShape!.at(-1)!);
  }, batch.x);
}

/** Gradient of the mean loss by central differences in doubles, one array per weight tensor. */
export function referenceGradient(
  check: ModelCheck,
  loss: string,
  weights: readonly Float32Array[],
  batch: ReferenceBatch,
  delta = 1e-5,
): Values[] {
  const point = weights.map((values) => Float64Array.from(values));
  return point.map((values) =>
    values.map((value, i) => {
      const at = (moved: number): number => {
        values[i] = moved;
        return referenceLoss(check, loss, point, batch);
      };
      const slope = (at(value + delta) - at(value - delta)) / (2 * delta);
      values[i] = value;
      return slope;
    }),
  );
}

function activate(name: string, z: Values, columns: number): Values {
  if (name !== 'softmax') return z.map(activations[name]!);
  const out = new Float64Array(z.length);
  for (let from = 0; from < z.length; from += columns) {
    const row = z.subarray(from, from + columns);
    const exps = row.map((value) => Math.exp(value - Math.max(...row)));
    out.set(
      exps.map((value) => value / exps.reduce((sum, e) => sum + e, 0)),
      from,
    );
  }
  return out;
}

function forward(
  row: LayerRow,
  params: ParamValues,
  x: Values,
  weights: readonly Values[],
  { rows, masks }: ReferenceBatch,
  index: number,
): Values {
  switch (row.node.kind) {
    case 'dense':
      return denseForward(x, weights, rows, row.inputShape![0]!, row.outputShape![0]!);
    case 'conv2d':
      return slide(
        row,
        x,
        rows,
        Number(params.kernelSize),
        Number(params.strides),
        params.padding,
        (window, channel) => {
          const [kernel, bias] = weights as [Values, Values];
          const filters = row.outputShape![2]!;
          const channels = row.inputShape![2]!;
          return window.reduce((sum, { values, place }) => {
            for (let c = 0; c < channels; c++) sum += values(c) * kernel[(place * channels + c) * filters + channel]!;
            return sum;
          }, bias[channel]!);
        },
      );
    case 'maxPooling2d':
      return slide(row, x, rows, Number(params.poolSize), Number(params.poolSize), params.padding, (window, channel) =>
        Math.max(...window.map(({ values }) => values(channel))),
      );
    case 'flatten':
      return x;
    case 'dropout':
      return masks ? dropoutForward(x, Number(params.rate), generator(masks.seed, 'dropout', index, masks.update)) : x;
    default:
      throw new Error(row.node.kind);
  }
}

function denseForward(
  x: Values,
  [kernel, bias]: readonly Values[],
  rows: number,
  inputs: number,
  units: number,
): Values {
  return Float64Array.from({ length: rows * units }, (_, at) => {
    const [row, unit] = [Math.floor(at / units), at % units];
    let sum = bias![unit]!;
    for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * kernel![i * units + unit]!;
    return sum;
  });
}

function dropoutForward(x: Values, rate: number, random: { uint32(index: number): number }): Values {
  return x.map((value, i) => (random.uint32(i) >= rate * 2 ** 32 ? value / (1 - rate) : 0));
}

/** What a window sees: the place inside it (row by row) and the values of the channels there. Padding is left out. */
type Seen = readonly { readonly place: number; readonly values: (channel: number) => number }[];

function slide(
  row: LayerRow,
  x: Values,
  rows: number,
  size: number,
  stride: number,
  padding: unknown,
  combine: (window: Seen, channel: number) => number,
): Values {
  const [height = 0, width = 0, channels = 0] = row.inputShape!;
  const [outHeight = 0, outWidth = 0, outChannels = 0] = row.outputShape!;
  const before = (length: number, out: number): number =>
    padding === 'same' ? Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) : 0;
  const [top, left] = [before(height, outHeight), before(width, outWidth)];
  const out = new Float64Array(rows * shapeSize(row.outputShape!));
  let to = 0;
  for (let r = 0; r < rows; r++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const window = Array.from({ length: size * size }, (_, place) => {
          const [iy, ix] = [oy * stride - top + Math.floor(place / size), ox * stride - left + (place % size)];
          const inside = iy >= 0 && iy < height && ix >= 0 && ix < width;
          const from = ((r * height + iy) * width + ix) * channels;
          return inside ? { place, values: (channel: number) => x[from + channel]! } : null;
        }).filter((seen) => seen !== null);
        for (let channel = 0; channel < outChannels; channel++) out[to++] = combine(window, channel);
      }
  return out;
}
