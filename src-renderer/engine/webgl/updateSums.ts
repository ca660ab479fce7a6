import * as tf from '@tensorflow/tfjs';
import type { Probe } from '#shared/training/probes.ts';
import { changeAt, measureCount, probeAt } from '../measures.ts';
import { inputName } from './glsl.ts';
import { emptyTensor } from './programs/deviceTensors.ts';
import { drawPacked, hasPackedPrograms } from './programs/packed.ts';
import { sumsCode, type NamedPart, type Part } from './sumsCode.ts';

/** One weight tensor in one update: its gradient before and after clipping, θ before and after. */
export interface UpdatedWeight {
  readonly gradient: tf.Tensor;
  readonly seen: tf.Tensor;
  readonly before: tf.Tensor;
  readonly after: tf.Tensor;
}

/** The measures of an update as parts that stay on the device, and what makes numbers of them. */
export interface UpdateSums {
  /** A tensor of shape [2, …] with all parts of one update. Call inside tf.tidy. */
  partsOf(weights: readonly UpdatedWeight[]): tf.Tensor2D;
  /** Columns of `partsOf`. */
  readonly columns: number;
  readonly measures: number;
  /** The measures of update `index` out of the values of so many updates, side by side. */
  read(values: ArrayLike<number>, updates: number, index: number): number[];
}

/** Sampler units every WebGL 2 has. */
const MOST_INPUTS = 16;
/** Texels side by side that every WebGL 2 has room for. */
const MOST_TEXELS = 2048;

/**
 * One fused reduction of gradients and weights: programs that read each number once and add it up, in as few parts as keep a card busy (a square root of the
 * count). Nothing is read back here; the parts are a few hundred numbers per update.
 */
export function updateSums(shapes: readonly (readonly number[])[], probes: readonly Probe[]): UpdateSums {
  const onCard = hasPackedPrograms();
  const most = onCard ? Math.floor((MOST_TEXELS - probes.length) / shapes.length) : 1;
  const whole = shapes.map((shape, tensor) => partOf(shape, most, placesOf(probes, tensor)));
  const texels = whole.reduce((sum, part) => sum + part.texels, 0);
  const columns = 2 * texels;
  return {
    columns,
    measures: measureCount(shapes.length, probes.length),
    partsOf: onCard ? partsOnCard(whole, columns) : (weights) => plainParts(whole, weights),
    read(values, updates, index) {
      const texel = (at: number, of: number): number => {
        const column = index * columns + 2 * at + (of % 2);
        return values[of < 2 ? column : updates * columns + column]!;
      };
      return measuresOf(whole, probes, texel);
    },
  };
}

/** The texels of all parts, in order, as measures. */
function measuresOf(
  whole: readonly Part[],
  probes: readonly Probe[],
  texel: (at: number, of: number) => number,
): number[] {
  const found = new Array<number>(measureCount(whole.length, probes.length)).fill(0);
  const change = changeAt(whole.length);
  let at = 0;
  whole.forEach(({ chunks, probed, texels }, tensor) => {
    for (let i = at; i < at + chunks; i++) {
      found[tensor]! += texel(i, 0);
      found[change]! += texel(i, 1);
      found[change + 1]! += texel(i, 2);
    }
    const own = probes.flatMap((probe, number) => (probe.tensor === tensor ? [number] : []));
    probed.forEach((_, i) => {
      const place = probeAt(whole.length, own[i]!);
      found[place] = texel(at + chunks + i, 1);
      found[place + 1] = texel(at + chunks + i, 0);
    });
    at += texels;
  });
  return found;
}

function placesOf(probes: readonly Probe[], tensor: number): number[] {
  return probes.filter((probe) => probe.tensor === tensor).map(({ index }) => index);
}

/** A tensor as pictures of rows and columns, which is how TF.js packs four numbers into a texel. */
function partOf(shape: readonly number[], most: number, probed: readonly number[]): Part {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const depth = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const blocks = depth * Math.ceil(rows / 2) * Math.ceil(columns / 2);
  const chunks = Math.min(most, Math.ceil(Math.sqrt(blocks)));
  return { shape: [depth, rows, columns], chunks, probed, texels: chunks + probed.length };
}

/** Numbers of the tensors that one program can read together. */
function grouped(parts: readonly Part[]): number[][] {
  const groups: number[][] = [];
  let room = 0;
  parts.forEach(({ probed }, tensor) => {
    const needed = probed.length > 0 ? 4 : 3;
    if (needed > room) [room] = [MOST_INPUTS, groups.push([])];
    groups.at(-1)!.push(tensor);
    room -= needed;
  });
  return groups;
}

/** The parts of all tensors in one texture, which one program for each group of tensors draws its share of. */
function partsOnCard(parts: readonly Part[], columns: number): UpdateSums['partsOf'] {
  let x = 0;
  const groups = grouped(parts).map((group) => {
    const own = group.map((at) => parts[at]!);
    const width = own.reduce((sum, { texels }) => sum + texels, 0);
    const region = { x, y: 0, width, height: 1 };
    x += width;
    return { group, own, region, key: `updateSums ${region.x} ${JSON.stringify(own)}` };
  });
  return (weights) => {
    const sums = emptyTensor([2, columns], [2, columns]) as tf.Tensor2D;
    for (const { group, own, region, key } of groups) {
      const { inputs, named } = namedInputs(
        own,
        group.map((at) => weights[at]!),
      );
      const variant = named.map(({ names }) => names.seen).join();
      const names = inputs.map((_, i) => inputName(i));
      const program = {
        inputs: names,
        outputShape: [2, columns],
        key: `${key} ${variant}`,
        code: () => sumsCode(named, region.x),
      };
      drawPacked(program, inputs, [], [sums], region);
    }
    return sums;
  };
}

function namedInputs(
  parts: readonly Part[],
  weights: readonly UpdatedWeight[],
): { readonly inputs: readonly tf.Tensor[]; readonly named: readonly NamedPart[] } {
  const inputs: tf.Tensor[] = [];
  const nameOf = (tensor: tf.Tensor): string => inputName(inputs.push(tensor) - 1);
  const named = parts.map((part, i) => {
    const { gradient, seen, before, after } = weights[i]!;
    const names = { gradient: nameOf(gradient), before: nameOf(before), after: nameOf(after) };
    const isSame = seen === gradient || part.probed.length === 0;
    return { part, names: { ...names, seen: isSame ? names.gradient : nameOf(seen) } };
  });
  return { inputs, named };
}

/** The same by TF.js's operations, for its plain backend: one texel per tensor, one per probe. */
function plainParts(parts: readonly Part[], weights: readonly UpdatedWeight[]): tf.Tensor2D {
  const squares = (tensor: tf.Tensor): tf.Tensor => tf.sum(tf.square(tensor));
  const zero = tf.scalar(0);
  const texels = parts.flatMap(({ probed }, i) => {
    const { gradient, seen, before, after } = weights[i]!;
    const change = tf.sub(after, before);
    const one = (tensor: tf.Tensor, index: number): tf.Tensor =>
      tf.reshape(tf.slice(tf.reshape(tensor, [-1]), [index], [1]), []);
    return [
      [squares(gradient), squares(change), squares(before), zero],
      ...probed.map((index) => [one(seen, index), one(change, index), zero, zero]),
    ];
  });
  const rows = [0, 2].map((from) => tf.stack(texels.flatMap((texel) => texel.slice(from, from + 2))));
  return tf.stack(rows) as tf.Tensor2D;
}
