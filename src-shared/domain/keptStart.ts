import { layerKind } from '../layers/index.ts';
import { shapeSize, shapeText, type LayerProblem, type WeightSpec } from '../layers/kind.ts';
import { StudioError } from '../result.ts';
import type { Experiment } from './experiment.ts';
import type { KeptStart, LayerGraph, LayerNode } from './layerGraph.ts';
import { withDefaults } from './params.ts';

/** Files of start weights that are read, by their SHA-256. */
export type KeptWeights = ReadonlyMap<string, Float32Array>;

/** A model from elsewhere: its layers, and which of them have no weights there and are drawn anew. */
export interface ImportedModel {
  readonly model: LayerGraph;
  /** Layers that begin with weights of the file. */
  readonly kept: number;
  /** Ids of layers with weights that are drawn, because the file has none for them. */
  readonly anew: readonly string[];
}

/** The names of a layer's tensors, in its own order: they follow from kind and parameters, whatever the layer reads. */
export function tensorNames({ kind, params }: Pick<LayerNode, 'kind' | 'params'>): readonly WeightSpec[] {
  const found = layerKind(kind);
  return found.weights([1, 1, 1], withDefaults(found.params, params));
}

/** True where the kept tensors are as the layer's own. */
export function startFits({ shapes }: KeptStart, weights: readonly WeightSpec[]): boolean {
  return shapes.length === weights.length && weights.every(({ shape }, at) => shape.join() === shapes[at]!.join());
}

/** Why a layer cannot begin with what is kept for it, and that it may be drawn anew. */
export function startProblem(start: KeptStart, weights: readonly WeightSpec[]): LayerProblem {
  const text = (shapes: readonly (readonly number[])[]): string => shapes.map(shapeText).join(', ') || '–';
  const detail = { source: start.source, found: text(start.shapes), wanted: text(weights.map(({ shape }) => shape)) };
  return { code: 'startMismatch', detail, repair: { act: 'drawStart' } };
}

/** A copy of tensor `at` of the layer. Throws `startMissing` where its file is not there, or is too short. */
export function keptTensor({ file, from, shapes, source }: KeptStart, at: number, kept: KeptWeights): Float32Array {
  const begin = shapes.slice(0, at).reduce((sum, shape) => sum + shapeSize(shape), from);
  const end = begin + shapeSize(shapes[at]!);
  const values = kept.get(file);
  if (!values || values.length < end) throw new StudioError('startMissing', { source });
  return values.slice(begin, end);
}

/** Every kept start of a model, once for each file. */
export function keptStarts({ layers }: Pick<LayerGraph, 'layers'>): readonly KeptStart[] {
  const starts = layers.flatMap(({ start }) => start ?? []);
  return [...new Map(starts.map((start) => [start.file, start])).values()];
}

/** Those of an experiment, of contenders with layers of their own too. */
export function keptStartsOf({ model, contenders }: Experiment): readonly KeptStart[] {
  const own = contenders.flatMap(({ changes }) => changes?.layers ?? []);
  return keptStarts({ layers: [...model.layers, ...own] });
}

/** The graph whose layers of these ids are drawn; all of them where none are named. */
export function drawAnew(graph: LayerGraph, ids?: ReadonlySet<string>): LayerGraph {
  const layers = graph.layers.map((node) => {
    if (!node.start || (ids && !ids.has(node.id))) return node;
    const { start: _, ...rest } = node;
    return rest;
  });
  return { ...graph, layers };
}

/** The graph whose layers with kept weights are all frozen, or all trained: what was learnt elsewhere stays, or is tuned. */
export function freezeKept(graph: LayerGraph, frozen: boolean): LayerGraph {
  const layers = graph.layers.map((node) => {
    if (!node.start || (node.frozen ?? false) === frozen) return node;
    const { frozen: _, ...rest } = node;
    return frozen ? { ...rest, frozen } : rest;
  });
  return { ...graph, layers };
}
