import type { LayerGraph, LayerNode } from './layerGraph.ts';
import { DATA_INPUT } from './modelSources.ts';

/** The graph in which one layer reads these layers; null is the one right before it, as in a stack. */
export function setLayerInputs(graph: LayerGraph, id: string, inputs: readonly string[] | null): LayerGraph {
  return mapLayers(graph, (node) => (node.id === id ? withInputs(node, inputs) : node));
}

/** The layer with these inputs, without the field where there are none. */
export function withInputs(node: LayerNode, inputs: readonly string[] | null | undefined): LayerNode {
  const { inputs: _before, ...rest } = node;
  return inputs && inputs.length > 0 ? { ...rest, inputs } : rest;
}

/** The layer with its inputs under other names; those without one are left out. */
export function inputsRenamed(node: LayerNode, names: ReadonlyMap<string, string>): LayerNode {
  if (!node.inputs) return node;
  return withInputs(
    node,
    node.inputs.flatMap((id) => names.get(id) ?? []),
  );
}

/**
 * The graph as it is to be once the layer `id` is taken out of it: who read it reads what it read, the first of several. In a stack nothing changes.
 */
export function bypassed(graph: LayerGraph, id: string): LayerGraph {
  const at = graph.layers.findIndex((layer) => layer.id === id);
  const node = graph.layers[at];
  if (!node) return graph;
  const before = graph.layers[at - 1]?.id ?? DATA_INPUT;
  const [source = before] = node.inputs ?? [];
  return mapLayers(graph, (layer, i) => {
    if (i === at + 1 && !layer.inputs) return source === before ? layer : withInputs(layer, [source]);
    if (!layer.inputs?.includes(id)) return layer;
    return withInputs(
      layer,
      layer.inputs.map((name) => (name === id ? source : name)),
    );
  });
}

/** The graph with the inputs of the layer `id` handed to the one right before it, which it then reads. */
export function inputsMovedUp(graph: LayerGraph, id: string): LayerGraph {
  const at = graph.layers.findIndex((layer) => layer.id === id);
  const inputs = graph.layers[at]?.inputs;
  if (!inputs) return graph;
  return mapLayers(graph, (layer, i) => {
    if (i === at) return withInputs(layer, null);
    return i === at - 1 ? withInputs(layer, inputs) : layer;
  });
}

function mapLayers(graph: LayerGraph, change: (node: LayerNode, at: number) => LayerNode): LayerGraph {
  const layers = graph.layers.map(change);
  return layers.every((node, i) => node === graph.layers[i]) ? graph : { ...graph, layers };
}
