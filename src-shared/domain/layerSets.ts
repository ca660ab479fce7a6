import { bypassed, inputsRenamed } from './graphEdits.ts';
import { freshBlockId, isTogether, settled } from './blocks.ts';
import { DATA_INPUT } from './modelSources.ts';
import type { LayerBlock, LayerGraph, LayerNode } from './layerGraph.ts';

/** Ids of some layers of a graph. */
export type LayerIds = ReadonlySet<string>;

/** Those of the ids that the graph has, in its order. */
export function inOrder(graph: LayerGraph, ids: LayerIds): string[] {
  return graph.layers.flatMap(({ id }) => (ids.has(id) ? [id] : []));
}

/** The graph with the layers one place up (−1) or down (1); those that stand at the end of the stack wait for the others. */
export function stepLayers(graph: LayerGraph, ids: LayerIds, step: 1 | -1): LayerGraph {
  const layers = step < 0 ? [...graph.layers] : graph.layers.toReversed();
  let swaps = 0;
  for (let at = 1; at < layers.length; at++) {
    const [before, node] = [layers[at - 1]!, layers[at]!];
    if (!ids.has(node.id) || ids.has(before.id)) continue;
    [layers[at - 1], layers[at]] = [node, before];
    swaps += 1;
  }
  if (swaps === 0) return graph;
  return settled({ ...graph, layers: step < 0 ? layers : layers.toReversed() }, ids);
}

/** The graph with the layers side by side from position `to` on (from 0, counted without them), in their order. */
export function moveLayers(graph: LayerGraph, ids: LayerIds, to: number): LayerGraph {
  const moved = graph.layers.filter(({ id }) => ids.has(id));
  const rest = graph.layers.filter(({ id }) => !ids.has(id));
  const at = Math.min(Math.max(0, Math.trunc(to)), rest.length);
  const layers = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
  if (layers.every((node, place) => node === graph.layers[place])) return graph;
  return settled({ ...graph, layers }, ids);
}

/** The graph without the layers. */
export function removeLayers(graph: LayerGraph, ids: LayerIds): LayerGraph {
  const left = inOrder(graph, ids).reduce(bypassed, graph);
  const layers = left.layers.filter(({ id }) => !ids.has(id));
  return layers.length === graph.layers.length ? graph : settled({ ...left, layers });
}

/** The graph with copies of the layers after the last of them. Copied whole, a block becomes another one. */
export function duplicateLayers(graph: LayerGraph, ids: LayerIds): LayerGraph {
  const last = graph.layers.findLastIndex(({ id }) => ids.has(id));
  return last < 0 ? graph : insertLayers(graph, partOf(graph, ids), last + 1, graph.layers[last]!.block);
}

/** The layers as a graph of their own: what is copied. A block comes along where all its rows do. */
export function partOf(graph: LayerGraph, ids: LayerIds): LayerGraph {
  const isWhole = ({ id }: LayerBlock): boolean => graph.layers.every((node) => node.block !== id || ids.has(node.id));
  const blocks = (graph.blocks ?? []).filter(isWhole);
  const layers = graph.layers.filter(({ id }) => ids.has(id));
  return settled({ layers, blocks });
}

/** The graph with the layers of another one from position `at` on, under ids of its own. Where they bring no block, they join `block`. */
export function insertLayers(graph: LayerGraph, part: LayerGraph, at: number, block?: string): LayerGraph {
  const { layers: nodes, blocks } = withFreshIds(graph, part);
  const joins = block !== undefined && blocks.length === 0;
  const added = joins ? nodes.map((node) => ({ ...node, block })) : nodes;
  const layers = [...graph.layers.slice(0, at), ...added, ...graph.layers.slice(at)];
  const all = [...(graph.blocks ?? []), ...blocks];
  const next = all.length > 0 ? { ...graph, layers, blocks: all } : { ...graph, layers };
  if (joins && isTogether(layers, block)) return next;
  return settled(next, new Set(added.map(({ id }) => id)));
}

/** "conv2d-3": the kind and the lowest number that no layer of the graph has reached. */
export function freshId(layers: readonly LayerNode[], kind: string): string {
  const stem = kind.toLowerCase();
  const numbers = layers.map(({ id }) => (id.startsWith(`${stem}-`) ? Number(id.slice(stem.length + 1)) : 0));
  const highest = numbers.reduce((max, number) => (Number.isSafeInteger(number) ? Math.max(max, number) : max), 0);
  return `${stem}-${highest + 1}`;
}

interface FreshPart {
  readonly layers: readonly LayerNode[];
  readonly blocks: readonly LayerBlock[];
}

function withFreshIds(graph: LayerGraph, part: LayerGraph): FreshPart {
  const blockNames = freshBlockNames(graph, part.blocks ?? []);
  const taken = [...graph.layers];
  const names = new Map<string, string>([DATA_INPUT, ...graph.layers.map(({ id }) => id)].map((id) => [id, id]));
  const layers = part.layers.map((node) => {
    const { block, ...rest } = node;
    const named = { ...rest, id: freshId(taken, node.kind) };
    const own = block === undefined ? undefined : blockNames.get(block);
    const fresh = own === undefined ? named : { ...named, block: own };
    taken.push(fresh);
    const wired = inputsRenamed(fresh, names);
    names.set(node.id, fresh.id);
    return wired;
  });
  const blocks = (part.blocks ?? []).map((block) => ({ ...block, id: blockNames.get(block.id)! }));
  return { layers, blocks };
}

function freshBlockNames(graph: LayerGraph, blocks: readonly LayerBlock[]): Map<string, string> {
  const names = new Map<string, string>();
  let known = graph;
  for (const block of blocks) {
    const id = freshBlockId(known);
    names.set(block.id, id);
    known = { ...known, blocks: [...(known.blocks ?? []), { ...block, id }] };
  }
  return names;
}
