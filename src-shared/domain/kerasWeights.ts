import { joinFloats } from '../joinFloats.ts';
import { shapeSize, type WeightSpec } from '../layers/kind.ts';
import { StudioError } from '../result.ts';
import { tensorNames } from './keptStart.ts';
import type { LayerGraph, LayerNode, Shape } from './layerGraph.ts';

/** A tensor as a TF.js manifest names it. */
export interface KerasTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** Weights of a whole model side by side, and where each layer's are. */
export interface JoinedWeights {
  readonly values: Float32Array;
  /** By id of the layer. */
  readonly places: ReadonlyMap<string, { readonly from: number; readonly shapes: readonly Shape[] }>;
}

interface ManifestWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

/** Names of the files that hold the weights of a `model.json`; none where it has no manifest. */
export function weightPaths(model: unknown): readonly string[] {
  return groupsOf(model).flatMap(({ paths }) => paths);
}

/**
 * The tensors of a manifest from the bytes of its files (by name). Throws `kerasWeightsShort` where they are fewer than it says, and
 * `kerasWeightsType` for numbers that are neither float32 nor float16 nor quantised to 8 or 16 bits.
 */
export function kerasTensors(model: unknown, files: ReadonlyMap<string, Uint8Array>): readonly KerasTensor[] {
  return groupsOf(model).flatMap(({ paths, weights }) => {
    const bytes = joined(paths.map((path) => files.get(path) ?? new Uint8Array()));
    let at = 0;
    return weights.map((weight): KerasTensor => {
      const { name, shape } = weight;
      const read = readerOf(weight);
      const length = shapeSize(shape) * read.bytes;
      if (at + length > bytes.length)
        throw new StudioError('kerasWeightsShort', { name, found: bytes.length, wanted: at + length });
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
      at += length;
      return { name, shape, values: Float32Array.from({ length: shapeSize(shape) }, (_, i) => read.value(view, i)) };
    });
  });
}

/**
 * The tensors in the order our layers have theirs; a layer of which one is missing has no place. `names` are those of the Keras layers,
 * by the ids of ours.
 */
export function joinWeights(
  { layers }: LayerGraph,
  names: ReadonlyMap<string, string>,
  tensors: readonly KerasTensor[],
): JoinedWeights {
  const places = new Map<string, { from: number; shapes: readonly Shape[] }>();
  const taken: Float32Array[] = [];
  let from = 0;
  for (const node of layers) {
    const own = tensorsOf(node, names.get(node.id), tensors);
    if (!own) continue;
    places.set(node.id, { from, shapes: own.map(({ shape }) => shape) });
    taken.push(...own.map(({ values }) => values));
    from = taken.reduce((sum, values) => sum + values.length, 0);
  }
  return { values: joinFloats(taken), places };
}

function tensorsOf(
  node: LayerNode,
  name: string | undefined,
  tensors: readonly KerasTensor[],
): readonly KerasTensor[] | null {
  const wanted = tensorNames(node);
  if (wanted.length === 0 || name === undefined) return null;
  const own = tensors.filter((tensor) => tensor.name.split('/').slice(0, -1).includes(name));
  const found = wanted.map((spec) => own.find((tensor) => isTensor(tensor, spec)));
  if (!found.every((tensor) => tensor !== undefined)) return null;
  return found.map((tensor, i) => ({ ...tensor, shape: alongOne(tensor.shape, wanted[i]!.shape.length) }));
}

/** The shape of a tensor with so many axes; a kernel over pictures of height 1 has one of length 1 more. */
function alongOne(shape: Shape, axes: number): Shape {
  return shape.length === axes + 1 && shape[0] === 1 ? shape.slice(1) : shape;
}

/** `dense_1/kernel`, `model/lstm_1/lstm_cell/recurrent_kernel:0`, `bidirectional_1/forward_lstm/bias`: the last part says what it is. */
function isTensor({ name }: KerasTensor, { name: wanted, part }: WeightSpec): boolean {
  const parts = name.split('/');
  const last = parts.at(-1)!.replace(/:\d+$/, '');
  const keras = wanted.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return last === keras && (part === undefined || parts.some((one) => one.startsWith(part)));
}

const plain = { bytes: 4, value: (view: DataView, i: number): number => view.getFloat32(4 * i, true) };

function readerOf({ name, dtype, quantization }: ManifestWeight): typeof plain {
  const { dtype: stored, scale = 1, min = 0 } = quantization ?? { dtype };
  if (!quantization && stored === 'float32') return plain;
  if (stored === 'float16') return { bytes: 2, value: (view, i) => halfFloat(view.getUint16(2 * i, true)) };
  if (quantization && stored === 'uint8') return { bytes: 1, value: (view, i) => view.getUint8(i) * scale + min };
  if (quantization && stored === 'uint16')
    return { bytes: 2, value: (view, i) => view.getUint16(2 * i, true) * scale + min };
  throw new StudioError('kerasWeightsType', { name, type: stored });
}

/** The number in the 16 bits of IEEE 754's binary16: sign, 5 bits of exponent, 10 of fraction. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function groupsOf(model: unknown): readonly ManifestGroup[] {
  const manifest: unknown = typeof model === 'object' && model !== null ? Reflect.get(model, 'weightsManifest') : null;
  return Array.isArray(manifest) ? manifest.filter(isGroup) : [];
}

function isGroup(value: unknown): value is ManifestGroup {
  if (typeof value !== 'object' || value === null) return false;
  const { paths, weights } = value as Partial<ManifestGroup>;
  const areWeights = Array.isArray(weights) && weights.every((each) => Array.isArray(each?.shape) && each.name);
  return Array.isArray(paths) && paths.every((path) => typeof path === 'string') && areWeights;
}
