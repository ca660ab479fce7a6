import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { Probe } from '#shared/training/probes.ts';
import { changeAt, measureCount, probeAt } from '../measures.ts';
import { inputName } from './glsl.ts';
import { sumsCode, type Part } from './sumsCode.ts';

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

/**
 * One fused reduction of gradients and weights: programs that read each number once and add it up, in as few parts as keep a card busy (a square root of the
 * count). Nothing is read back here; the parts are a few hundred numbers per update.
 */
export function updateSums(shapes: readonly (readonly number[])[], probes: readonly Probe[]): UpdateSums {
  const onCard = tf.getBackend() === 'webgl';
  const whole = shapes.map((shape, tensor) => partOf(shape, onCard, placesOf(probes, tensor)));
  const groups = grouped(whole);
  const texels = whole.reduce((sum, part) => sum + part.texels, 0);
  const columns = 2 * texels;
  return {
    columns,
    measures: measureCount(shapes.length, probes.length),
    partsOf: (weights) => {
      const parts = groups.map((group) =>
        (onCard ? runGroup : plainGroup)(
          group.map((at) => whole[at]!),
          group.map((at) => weights[at]!),
        ),
      );
      return parts.length === 1 ? parts[0]! : (tf.concat(parts, 1) as tf.Tensor2D);
    },
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
function partOf(shape: readonly number[], onCard: boolean, probed: readonly number[]): Part {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const depth = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const blocks = depth * Math.ceil(rows / 2) * Math.ceil(columns / 2);
  const chunks = onCard ? Math.ceil(Math.sqrt(blocks)) : 1;
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

function runGroup(parts: readonly Part[], weights: readonly UpdatedWeight[]): tf.Tensor2D {
  const inputs: tf.Tensor[] = [];
  const nameOf = (tensor: tf.Tensor, { shape }: Part): string =>
    inputName(inputs.push(tf.reshape(tensor, [...shape])) - 1);
  const named = parts.map((part, i) => {
    const { gradient, seen, before, after } = weights[i]!;
    const names = { gradient: nameOf(gradient, part), before: nameOf(before, part), after: nameOf(after, part) };
    const isSame = seen === gradient || part.probed.length === 0;
    return { part, names: { ...names, seen: isSame ? names.gradient : nameOf(seen, part) } };
  });
  const program = {
    variableNames: inputs.map((_, i) => inputName(i)),
    outputShape: [2, 2 * parts.reduce((sum, part) => sum + part.texels, 0)],
    packedInputs: true,
    packedOutput: true,
    userCode: sumsCode(named),
  };
  const info = (tf.backend() as MathBackendWebGL).compileAndRun(program, inputs, 'float32');
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
}

/** The same by TF.js's operations, for its plain backend: one texel per tensor, one per probe. */
function plainGroup(parts: readonly Part[], weights: readonly UpdatedWeight[]): tf.Tensor2D {
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
