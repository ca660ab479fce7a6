import { layerKind } from '../layers/index.ts';
import type { LayerRepair } from '../layers/kind.ts';
import type { InitializerPlan, LayerGraph, LayerNode } from './layerGraph.ts';
import { inputsMovedUp, setLayerInputs } from './graphEdits.ts';
import { duplicateLayers, freshId, insertLayers, moveLayers, removeLayers } from './layerSets.ts';
import { drawAnew } from './keptStart.ts';
import { penaltyOf, type Penalty } from './penalty.ts';
import { defaultValues, type ParamValue, type ParamValues } from './params.ts';

/** A layer of this kind with every parameter written out: given values over the defaults. Its id is new in the graph. */
export function newLayer(graph: LayerGraph, kind: string, params: ParamValues = {}): LayerNode {
  return { id: freshId(graph.layers, kind), kind, params: { ...defaultValues(layerKind(kind).params), ...params } };
}

/**
 * The graph with a new layer at position `at` (from 0; the end where it is larger), as a member of `block` where one is named. Throws
 * `layerUnknown`.
 */
export function addLayer(
  graph: LayerGraph,
  kind: string,
  at: number,
  params: ParamValues = {},
  block?: string,
): LayerGraph {
  const place = Math.min(Math.max(0, Math.trunc(at)), graph.layers.length);
  return insertLayers(graph, { layers: [newLayer(graph, kind, params)] }, place, block);
}

/** The graph with the layer at position `to` (from 0, counted without it), clamped to the stack. */
export function moveLayer(graph: LayerGraph, id: string, to: number): LayerGraph {
  return moveLayers(graph, new Set([id]), to);
}

/** The graph without the layer. */
export function removeLayer(graph: LayerGraph, id: string): LayerGraph {
  return removeLayers(graph, new Set([id]));
}

/** The graph with a copy of the layer right after it. */
export function duplicateLayer(graph: LayerGraph, id: string): LayerGraph {
  return duplicateLayers(graph, new Set([id]));
}

/** The graph with one parameter of one layer set; the value is checked by `checkModel`, not here. */
export function setLayerParam(graph: LayerGraph, id: string, name: string, value: ParamValue): LayerGraph {
  const node = graph.layers[positionOf(graph, id)];
  if (!node || node.params[name] === value) return graph;
  return replace(graph, node, { ...node, params: { ...node.params, [name]: value } });
}

/** The graph whose weights start so where a layer does not say otherwise; null is the usual start. */
export function setInitializer(graph: LayerGraph, plan: InitializerPlan | null): LayerGraph {
  return { ...graph, initializer: plan };
}

/** The graph with a start of its own for one layer's weights; null is that of the model. */
export function setLayerInitializer(graph: LayerGraph, id: string, plan: InitializerPlan | null): LayerGraph {
  const node = graph.layers[positionOf(graph, id)];
  return node ? replace(graph, node, { ...node, initializer: plan }) : graph;
}

/** The graph with another penalty on the kernels of one layer; none where both are 0. */
export function setLayerRegularizer(graph: LayerGraph, id: string, penalty: Penalty): LayerGraph {
  const node = graph.layers[positionOf(graph, id)];
  if (!node) return graph;
  const { regularizer: _before, ...rest } = node;
  return replace(graph, node, penaltyOf({ regularizer: penalty }) ? { ...rest, regularizer: penalty } : rest);
}

/** The graph with one layer frozen, its weights staying as they start, or trained again. */
export function setLayerFrozen(graph: LayerGraph, id: string, frozen: boolean): LayerGraph {
  const node = graph.layers[positionOf(graph, id)];
  if (!node || (node.frozen ?? false) === frozen) return graph;
  const { frozen: _before, ...rest } = node;
  return replace(graph, node, frozen ? { ...rest, frozen } : rest);
}

/** The graph after the repair a layer's problem offered; `setLoss` concerns the experiment and leaves the graph as it is. */
export function applyRepair(graph: LayerGraph, id: string, repair: LayerRepair): LayerGraph {
  const at = positionOf(graph, id);
  if (at < 0) return graph;
  switch (repair.act) {
    case 'insertBefore':
      return inputsMovedUp(addLayer(graph, repair.kind, at, {}, graph.layers[at]!.block), id);
    case 'setInputs':
      return setLayerInputs(graph, id, repair.inputs);
    case 'insertAfter':
      return addLayer(graph, repair.kind, at + 1, repair.params);
    case 'setParam':
      return setLayerParam(graph, id, repair.name, repair.value);
    case 'remove':
      return removeLayer(graph, id);
    case 'unfreeze':
      return setLayerFrozen(graph, id, false);
    case 'drawStart':
      return drawAnew(graph, new Set([id]));
    case 'setLoss':
      return graph;
  }
}

/** Position from 0, or −1. */
export function positionOf(graph: LayerGraph, id: string): number {
  return graph.layers.findIndex((layer) => layer.id === id);
}

function replace(graph: LayerGraph, node: LayerNode, changed: LayerNode): LayerGraph {
  return { ...graph, layers: graph.layers.map((layer) => (layer === node ? changed : layer)) };
}
