import { StudioError } from '../result.ts';
import { layerKind } from '../layers/index.ts';
import { setLayerInputs } from './graphEdits.ts';
import { foldLayers } from './kerasFolds.ts';
import { readKerasInitializer } from './kerasInitializer.ts';
import { linkedLayers, nameOf, topologyOf, type LinkedLayer } from './kerasGraph.ts';
import { kerasPenalty, kerasReaders } from './kerasLayers.ts';
import { kerasOrigin, type KerasOrigin } from './kerasOrigin.ts';
import { addLayer, setLayerFrozen, setLayerInitializer, setLayerRegularizer } from './layerEdits.ts';
import type { LayerGraph } from './layerGraph.ts';
import { DATA_INPUT } from './modelSources.ts';
import { paramProblems } from './params.ts';

/** A number of layers of one kind that the studio does not know is told once. */
const MOST_NAMES = 12;

/**
 * A Keras or TF.js layers model (`model.json`) as layers of ours: Sequential, or a functional model with one input and one output, branches and
 * all; a model within it is taken apart. A layer whose `trainable` is false is frozen. Throws `kerasNoModel`, `kerasLayerUnknown` naming all
 * that are unknown, `kerasBranches`, `kerasSetting`, `kerasHardSigmoid`, or a parameter's problem.
 */
export function readKerasModel(value: unknown): LayerGraph {
  return readKerasLayers(value).graph;
}

/** Layers of ours, and by their ids the names of the layers they were. */
export interface ReadKerasModel {
  readonly graph: LayerGraph;
  readonly names: ReadonlyMap<string, string>;
}

/** The same with the names, by which weights are found. */
export function readKerasLayers(value: unknown): ReadKerasModel {
  const layers = foldLayers(linkedLayers(topologyOf(value)));
  const unknown = layers.map(({ layer }) => layer.class_name).filter((name) => !Object.hasOwn(kerasReaders, name));
  if (unknown.length > 0) {
    const names = [...new Set(unknown)];
    throw new StudioError('kerasLayerUnknown', { names: names.slice(0, MOST_NAMES).join(', '), count: names.length });
  }
  const origin = kerasOrigin(value);
  const ids = new Map<string | null, string>([[null, DATA_INPUT]]);
  const names = new Map<string, string>();
  const graph = layers.reduce<LayerGraph>(
    (before, linked) => {
      const after = addKerasLayer(before, linked, origin, ids);
      for (const { id } of after.layers.slice(before.layers.length)) names.set(id, nameOf(linked.layer));
      return after;
    },
    { layers: [] },
  );
  return { graph, names };
}

/** Adds what a layer becomes, reading what its sources became; `ids` learns which of ours gives its output. */
function addKerasLayer(
  graph: LayerGraph,
  { key, layer, reads }: LinkedLayer,
  origin: KerasOrigin,
  ids: Map<string | null, string>,
): LayerGraph {
  const name = nameOf(layer);
  const before = graph.layers.at(-1)?.id ?? DATA_INPUT;
  const inputs = reads.map((source) => ids.get(source)!);
  let next = graph;
  for (const { kind, params } of kerasReaders[layer.class_name]!(layer.config, name, origin)) {
    const [wrong] = paramProblems(layerKind(kind).params, params);
    if (wrong) throw new StudioError(wrong.code, { ...wrong.detail, where: name });
    next = addLayer(next, kind, next.layers.length, params);
    const id = next.layers.at(-1)!.id;
    const penalty = kerasPenalty(layer.config);
    if (penalty) next = setLayerRegularizer(next, id, penalty);
    const drawn = readKerasInitializer(layer.config);
    if (drawn) next = setLayerInitializer(next, id, drawn);
    if (layer.config.trainable === false) next = setLayerFrozen(next, id, true);
    const isStacked = inputs.length === 1 && inputs[0] === before;
    if (next.layers.length === graph.layers.length + 1 && !isStacked) next = setLayerInputs(next, id, inputs);
  }
  const isNothing = next === graph;
  ids.set(key, isNothing ? inputs[0]! : next.layers.at(-1)!.id);
  return next;
}
