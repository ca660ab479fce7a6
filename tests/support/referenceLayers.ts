import type { LayerRow } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { activations, referenceActivation } from './referenceActivations.ts';
import { referenceMerges } from './referenceMerges.ts';
import { referenceShapes } from './referenceShapes.ts';

/*
 * Every layer kind in doubles, written from its definition without regard to speed and without any of the engines' own code: the kernels,
 * both executors and the exports are tested against it. A new kind is one entry of `referenceLayers`.
 */

export type Values = Float64Array;

/** A layer on its way forward, before its activation: what it reads and what is around it. */
export interface ReferenceSite {
  readonly row: LayerRow;
  readonly params: ParamValues;
  /** [rows, …inputShape], row-major. */
  readonly x: Values;
  /** All it reads, of which x is the first. */
  readonly xs: readonly Values[];
  readonly weights: readonly Values[];
  readonly rows: number;
  /** Place of the layer in its model, from 0. */
  readonly index: number;
  /** Null outside training. */
  readonly masks: { readonly seed: number; readonly update: number } | null;
}

/** Returns [rows, …outputShape]. */
export type ReferenceLayer = (site: ReferenceSite) => Values;

export const referenceLayers: Readonly<Record<string, ReferenceLayer>> = {
  dense: (site) => denseForward(site, site.row.inputShape![0]!, site.row.outputShape![0]!),
  conv2d: (site) => slide(site, pictureWindow(site, 'kernelSize', Number(site.params.strides)), weighted(site)),
  maxPooling2d: (site) => slide(site, pictureWindow(site, 'poolSize', poolingStep(site)), largest),
  averagePooling2d: (site) => slide(site, pictureWindow(site, 'poolSize', poolingStep(site)), mean),
  embedding: embeddingForward,
  conv1d: (site) => slide(site, sequenceWindow(site, 'kernelSize', Number(site.params.strides)), weighted(site)),
  maxPooling1d: (site) => slide(site, sequenceWindow(site, 'poolSize', poolingStep(site)), largest),
  averagePooling1d: (site) => slide(site, sequenceWindow(site, 'poolSize', poolingStep(site)), mean),
  globalMaxPooling1d: (site) => overPlaces(site, (values) => Math.max(...values)),
  globalAveragePooling1d: (site) => overPlaces(site, meanOf),
  globalMaxPooling2d: (site) => overPlaces(site, (values) => Math.max(...values)),
  globalAveragePooling2d: (site) => overPlaces(site, meanOf),
  flatten: ({ x }) => x,
  activation: ({ x, params, row }) => {
    const name = String(params.activation);
    const number = name === 'leakyRelu' ? Number(params.slope) : name === 'elu' ? Number(params.alpha) : undefined;
    return referenceActivation(name, x, row.outputShape!.at(-1)!, number);
  },
  ...referenceShapes,
  ...referenceMerges,
  simpleRNN: (site) => recurrentForward(site, simpleRnnCell),
  gru: (site) => recurrentForward(site, site.params.resetAfter ? gruAfterCell : gruBeforeCell),
  lstm: (site) => recurrentForward(site, lstmCell),
  depthwiseConv2d: (site) =>
    slide(site, pictureWindow(site, 'kernelSize', Number(site.params.strides)), ownFilter(site)),
  separableConv2d: separableForward,
  conv2dTranspose: transposedForward,
  bidirectional: (site) => bothDirections(site),
  timeDistributed: atEveryStep,
  batchNormalization: batchNormalizationForward,
  layerNormalization: layerNormalizationForward,
};

function denseForward({ x, weights: [kernel, bias], rows }: ReferenceSite, inputs: number, units: number): Values {
  return Float64Array.from({ length: rows * units }, (_, at) => {
    const [row, unit] = [Math.floor(at / units), at % units];
    let sum = bias![unit]!;
    for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * kernel![i * units + unit]!;
    return sum;
  });
}

/** The same layer at every step. */
function atEveryStep(site: ReferenceSite): Values {
  const { inputShape, outputShape } = site.row;
  const [steps = 0, ...step] = inputShape!;
  const kind = String(site.params.layer);
  const params = { strides: kind === 'conv1d' ? 1 : 0, dilationRate: 1, ...site.params };
  const row = { ...site.row, inputShape: step, outputShape: outputShape!.slice(1) };
  return referenceLayers[kind]!({ ...site, row, params, rows: site.rows * steps });
}

/** γ and β of a normalisation, 1 and 0 where it learns none, and what it has behind them. */
function scaleAndShift({ row, params, weights }: ReferenceSite): { gamma: Values; beta: Values; rest: Values[] } {
  const left = [...weights];
  const channels = row.inputShape!.at(-1)!;
  const gamma = params.scale ? left.shift()! : new Float64Array(channels).fill(1);
  return { gamma, beta: params.center ? left.shift()! : new Float64Array(channels), rest: left };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function batchNormalizationForward(site: ReferenceSite): Values {
  const { x, params, masks } = site;
  const { gamma, beta, rest } = scaleAndShift(site);
  const channels = gamma.length;
  const columns = Array.from({ length: channels }, (_, c) => [...x].filter((_value, i) => i % channels === c));
  const means = masks ? columns.map(meanOf) : [...rest[0]!];
  const spread = (column: number[], c: number): number => meanOf(column.map((value) => (value - means[c]!) ** 2));
  const variances = masks ? columns.map(spread) : [...rest[1]!];
  return x.map((value, i) => {
    const c = i % channels;
    return (gamma[c]! * (value - means[c]!)) / Math.sqrt(variances[c]! + Number(params.epsilon)) + beta[c]!;
  });
}

function layerNormalizationForward(site: ReferenceSite): Values {
  const { gamma, beta } = scaleAndShift(site);
  const channels = gamma.length;
  const out = new Float64Array(site.x.length);
  for (let from = 0; from < out.length; from += channels) {
    const row = [...site.x.subarray(from, from + channels)];
    const mean = meanOf(row);
    const deviation = Math.sqrt(meanOf(row.map((value) => (value - mean) ** 2)) + Number(site.params.epsilon));
    out.set(
      row.map((value, c) => (gamma[c]! * (value - mean)) / deviation + beta[c]!),
      from,
    );
  }
  return out;
}

/** A window that slides over [height, width]; a sequence is a picture of height 1. */
interface SlidingWindow {
  readonly size: readonly [height: number, width: number];
  readonly stride: readonly [down: number, across: number];
  readonly dilation: readonly [down: number, across: number];
  readonly padding: string;
}

function pictureWindow({ params }: ReferenceSite, size: string, stride: number): SlidingWindow {
  const side = Number(params[size]);
  const dilation = Number(params.dilationRate ?? 1);
  return {
    size: [side, side],
    stride: [stride, stride],
    dilation: [dilation, dilation],
    padding: String(params.padding),
  };
}

/** What a window sees: the place inside it (row by row) and the values of the channels there. Padding is left out. */
type Seen = readonly { readonly place: number; readonly values: (channel: number) => number }[];
type Combine = (window: Seen, channel: number) => number;

function weighted({ row, weights }: ReferenceSite): Combine {
  const [kernel, bias] = weights as [Values, Values];
  const [filters, channels] = [row.outputShape!.at(-1)!, row.inputShape!.at(-1)!];
  return (window, filter) =>
    window.reduce((sum, { values, place }) => {
      for (let c = 0; c < channels; c++) sum += values(c) * kernel[(place * channels + c) * filters + filter]!;
      return sum;
    }, bias[filter]!);
}

function sequenceWindow({ params }: ReferenceSite, size: string, stride: number): SlidingWindow {
  const dilation = Number(params.dilationRate ?? 1);
  return {
    size: [1, Number(params[size])],
    stride: [1, stride],
    dilation: [1, dilation],
    padding: String(params.padding),
  };
}

/** A pooling without a stride moves by its own window. */
function poolingStep({ params }: ReferenceSite): number {
  return Number(params.strides ?? 0) || Number(params.poolSize);
}

function embeddingForward({ x, weights: [table], row }: ReferenceSite): Values {
  const dim = row.outputShape!.at(-1)!;
  return Float64Array.from({ length: x.length * dim }, (_, at) => table![x[Math.floor(at / dim)]! * dim + (at % dim)]!);
}

/** One number per row and channel from the values of that channel at all places. */
function overPlaces({ x, row, rows }: ReferenceSite, combine: (values: number[]) => number): Values {
  const channels = row.inputShape!.at(-1)!;
  const places = shapeSize(row.inputShape!) / channels;
  return Float64Array.from({ length: rows * channels }, (_, at) => {
    const from = Math.floor(at / channels) * places * channels + (at % channels);
    return combine(Array.from({ length: places }, (_each, place) => x[from + place * channels]!));
  });
}

const mean: Combine = (window, channel) => meanOf(window.map(({ values }) => values(channel)));

/** Filter m of channel c of a depthwise convolution is output c · multiplier + m. */
function ownFilter({ row, params, weights: [kernel, bias] }: ReferenceSite): Combine {
  const [channels, multiplier] = [row.inputShape!.at(-1)!, Number(params.depthMultiplier)];
  return (window, output) =>
    window.reduce((sum, { values, place }) => {
      const channel = Math.floor(output / multiplier);
      return sum + values(channel) * kernel![(place * channels + channel) * multiplier + (output % multiplier)]!;
    }, bias?.[output] ?? 0);
}

function separableForward(site: ReferenceSite): Values {
  const { row, params, weights } = site;
  const [depthwise, pointwise, bias] = weights as [Values, Values, Values];
  const between = row.inputShape!.at(-1)! * Number(params.depthMultiplier);
  const inner = { ...row, outputShape: [...row.outputShape!.slice(0, 2), between] };
  const window = pictureWindow(site, 'kernelSize', Number(site.params.strides));
  const x = slide({ ...site, row: inner }, window, ownFilter({ ...site, weights: [depthwise] }));
  const filters = row.outputShape!.at(-1)!;
  const mixed = { ...site, x, weights: [pointwise, bias], rows: x.length / between };
  return denseForward(mixed, between, filters);
}

/** Every place adds its kernel's worth to the output; what 'same' would have padded falls off at the edges. */
function transposedForward({ row, params, x, weights: [kernel, bias], rows }: ReferenceSite): Values {
  const [height, width, channels] = row.inputShape as [number, number, number];
  const [outHeight, outWidth, filters] = row.outputShape as [number, number, number];
  const [size, stride] = [Number(params.kernelSize), Number(params.strides)];
  const lost = params.padding === 'same' ? Math.floor(Math.max(size - stride, 0) / 2) : 0;
  const out = Float64Array.from({ length: rows * outHeight * outWidth * filters }, (_, i) => bias![i % filters]!);
  x.forEach((value, i) => {
    const [channel, place] = [i % channels, Math.floor(i / channels)];
    const [ix, iy, r] = [place % width, Math.floor(place / width) % height, Math.floor(place / (width * height))];
    for (let tap = 0; tap < size * size; tap++) {
      const [oy, ox] = [iy * stride + Math.floor(tap / size) - lost, ix * stride + (tap % size) - lost];
      if (oy < 0 || oy >= outHeight || ox < 0 || ox >= outWidth) continue;
      for (let filter = 0; filter < filters; filter++)
        out[((r * outHeight + oy) * outWidth + ox) * filters + filter]! +=
          value * kernel![(tap * filters + filter) * channels + channel]!;
    }
  });
  return out;
}

const largest: Combine = (window, channel) => Math.max(...window.map(({ values }) => values(channel)));

/** [height, width, channels] of a picture, or of a sequence as a picture of height 1. */
function asPicture(shape: readonly number[]): readonly [number, number, number] {
  return shape.length === 3 ? [shape[0]!, shape[1]!, shape[2]!] : [1, shape[0]!, shape[1]!];
}

function slide({ row, x, rows }: ReferenceSite, window: SlidingWindow, combine: Combine): Values {
  const { size, stride, dilation, padding } = window;
  const [height, width, channels] = asPicture(row.inputShape!);
  const [outHeight, outWidth, outChannels] = asPicture(row.outputShape!);
  const span = (axis: 0 | 1): number => (size[axis] - 1) * dilation[axis] + 1;
  const before = (axis: 0 | 1, length: number, out: number): number => {
    if (padding === 'causal') return axis === 1 ? span(1) - 1 : 0;
    return padding === 'same' ? Math.floor(Math.max((out - 1) * stride[axis] + span(axis) - length, 0) / 2) : 0;
  };
  const [top, left] = [before(0, height, outHeight), before(1, width, outWidth)];
  const out = new Float64Array(rows * shapeSize(row.outputShape!));
  let to = 0;
  for (let r = 0; r < rows; r++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const seen = Array.from({ length: size[0] * size[1] }, (_, place) => {
          const iy = oy * stride[0] - top + Math.floor(place / size[1]) * dilation[0];
          const ix = ox * stride[1] - left + (place % size[1]) * dilation[1];
          const inside = iy >= 0 && iy < height && ix >= 0 && ix < width;
          const from = ((r * height + iy) * width + ix) * channels;
          return inside ? { place, values: (channel: number) => x[from + channel]! } : null;
        }).filter((each) => each !== null);
        for (let channel = 0; channel < outChannels; channel++) out[to++] = combine(seen, channel);
      }
  return out;
}

/** What a cell makes of one row's step: x, the state before (all 0 at first) and which it leaves; the first `units` values are the output. */
type ReferenceCell = (x: Values, state: Values, site: CellSite) => Values;

interface CellSite {
  readonly units: number;
  readonly weights: readonly Values[];
  readonly bend: (z: number) => number;
  /** What opens a gate. */
  readonly open: (z: number) => number;
}

/** Runs a cell over the steps of every row. */
function recurrentForward({ row, params, x, weights, rows }: ReferenceSite, cell: ReferenceCell): Values {
  const [steps, features] = [row.inputShape![0]!, row.inputShape![1]!];
  const open = activations[String(params.recurrentActivation ?? 'sigmoid')]!;
  const site = { units: Number(params.units), weights, bend: activations[String(params.activation)]!, open };
  const outputs = Array.from({ length: rows }, (_, r) => {
    let state: Values = new Float64Array(2 * site.units);
    const all = Array.from({ length: steps }, (_none, step) => {
      const from = (r * steps + step) * features;
      state = cell(x.subarray(from, from + features), state, site);
      return [...state.subarray(0, site.units)];
    });
    return params.returnSequences ? all.flat() : all.at(-1)!;
  });
  return Float64Array.from(outputs.flat());
}

/** Column `column` of values times a kernel [values, columns]. */
function product(values: Values, kernel: Values, columns: number, column: number): number {
  return values.reduce((sum, value, i) => sum + value * kernel[i * columns + column]!, 0);
}

/** State: h, then c. Gates i, f, c, o. */
const lstmCell: ReferenceCell = (x, state, { units, weights: [kernel, recurrentKernel, bias], bend, open }) => {
  const h = state.subarray(0, units);
  const next = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++) {
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) => {
      const column = gate * units + unit;
      return product(x, kernel!, 4 * units, column) + product(h, recurrentKernel!, 4 * units, column) + bias![column]!;
    });
    const c = open(f!) * state[units + unit]! + open(i!) * bend(g!);
    next[units + unit] = c;
    next[unit] = open(o!) * bend(c);
  }
  return next;
};

/** State: h. */
const simpleRnnCell: ReferenceCell = (x, h, { units, weights: [kernel, recurrentKernel, bias], bend }) => {
  const own = h.subarray(0, units);
  const next = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++)
    next[unit] = bend(product(x, kernel!, units, unit) + product(own, recurrentKernel!, units, unit) + bias![unit]!);
  return next;
};

/** Gates z, r and the candidate; two biases, of which the second belongs to h U. */
const gruAfterCell: ReferenceCell = (x, state, { units, weights: [kernel, recurrentKernel, bias], bend, open }) => {
  const h = state.subarray(0, units);
  const next = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++) {
    const [zx, rx, cx] = [0, 1, 2].map((gate) => {
      const column = gate * units + unit;
      return product(x, kernel!, 3 * units, column) + bias![column]!;
    });
    const [zh, rh, ch] = [0, 1, 2].map((gate) => {
      const column = gate * units + unit;
      return product(h, recurrentKernel!, 3 * units, column) + bias![3 * units + column]!;
    });
    const z = open(zx! + zh!);
    next[unit] = z * h[unit]! + (1 - z) * bend(cx! + open(rx! + rh!) * ch!);
  }
  return next;
};

/** The same with the reset gate before the product, and one bias. */
const gruBeforeCell: ReferenceCell = (x, state, { units, weights: [kernel, recurrentKernel, bias], bend, open }) => {
  const h = state.subarray(0, units);
  const gate = (at: number, from: Values, unit: number): number => {
    const column = at * units + unit;
    return product(x, kernel!, 3 * units, column) + product(from, recurrentKernel!, 3 * units, column) + bias![column]!;
  };
  const reset = h.map((value, unit) => open(gate(1, h, unit)) * value);
  const next = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++) {
    const z = open(gate(0, h, unit));
    next[unit] = z * h[unit]! + (1 - z) * bend(gate(2, reset, unit));
  }
  return next;
};

/** The inner layer over the steps, and over the steps from the last to the first, side by side. */
function bothDirections(site: ReferenceSite): Values {
  const { row, params, x, weights, rows } = site;
  const [steps, features] = [row.inputShape![0]!, row.inputShape![1]!];
  const units = Number(params.units);
  const inner = referenceLayers[String(params.layer)]!;
  const half = weights.length / 2;
  const forward = inner({ ...site, weights: weights.slice(0, half) });
  const turned = inner({ ...site, x: turnedRound(x, rows, steps, features), weights: weights.slice(half) });
  const outSteps = params.returnSequences ? steps : 1;
  const backward = turnedRound(turned, rows, outSteps, units);
  return Float64Array.from({ length: rows * outSteps * 2 * units }, (_, i) => {
    const [at, unit] = [Math.floor(i / (2 * units)), i % (2 * units)];
    return unit < units ? forward[at * units + unit]! : backward[at * units + unit - units]!;
  });
}

/** The steps of every row in the opposite order. */
function turnedRound(x: Values, rows: number, steps: number, values: number): Values {
  return Float64Array.from({ length: rows * steps * values }, (_, i) => {
    const [row, step] = [Math.floor(i / (steps * values)), Math.floor(i / values) % steps];
    return x[(row * steps + steps - 1 - step) * values + (i % values)]!;
  });
}
