import { StudioError } from '../result.ts';
import { paramProblems } from './params.ts';
import { layerKind } from '../layers/index.ts';
import { kerasReaders, type KerasConfig } from './kerasLayers.ts';
import { addLayer, setLayerFrozen } from './layerEdits.ts';
import type { LayerGraph } from './layerGraph.ts';

interface KerasLayer {
  readonly class_name: string;
  readonly config: KerasConfig;
  readonly inbound_nodes?: unknown;
  readonly name?: string;
}

/** A number of layers of one kind that the studio does not know is told once. */
const MOST_NAMES = 12;

/**
 * A Keras or TF.js layers model (`model.json`) as a layer stack: Sequential, or a functional model that is a simple chain; a model within it is
 * taken apart. A layer whose `trainable` is false is frozen. Throws `kerasNoModel`, `kerasLayerUnknown` naming all that are unknown,
 * `kerasBranches`, `kerasSetting`, or a parameter's problem.
 */
export function readKerasModel(value: unknown): LayerGraph {
  const layers = chainOf(topologyOf(value));
  const unknown = layers.map((layer) => layer.class_name).filter((name) => !Object.hasOwn(kerasReaders, name));
  if (unknown.length > 0) {
    const names = [...new Set(unknown)];
    throw new StudioError('kerasLayerUnknown', { names: names.slice(0, MOST_NAMES).join(', '), count: names.length });
  }
  return layers.reduce<LayerGraph>(addKerasLayer, { layers: [] });
}

function addKerasLayer(graph: LayerGraph, layer: KerasLayer): LayerGraph {
  const name = nameOf(layer);
  let next = graph;
  for (const { kind, params } of kerasReaders[layer.class_name]!(layer.config, name)) {
    const [wrong] = paramProblems(layerKind(kind).params, params);
    if (wrong) throw new StudioError(wrong.code, { ...wrong.detail, where: name });
    next = addLayer(next, kind, next.layers.length, params);
    const id = next.layers.at(-1)!.id;
    if (layer.config.trainable === false) next = setLayerFrozen(next, id, true);
  }
  return next;
}

function nameOf({ class_name: kind, config }: KerasLayer): string {
  return typeof config.name === 'string' ? config.name : kind;
}

/** The model within whatever it is wrapped in: TF.js's `modelTopology`, Keras's `model_config`. */
function topologyOf(value: unknown): KerasLayer {
  let inside: unknown = value;
  for (const key of ['modelTopology', 'model_config'])
    if (isObject(inside) && isObject(inside[key])) inside = inside[key];
  if (!isLayer(inside) || !containers.includes(inside.class_name)) throw new StudioError('kerasNoModel');
  return inside;
}

const containers: readonly string[] = ['Sequential', 'Functional', 'Model'];

/** The layers in order, models within taken apart. */
function chainOf(model: KerasLayer): readonly KerasLayer[] {
  const { config } = model;
  const list: unknown = Array.isArray(config) ? config : config.layers;
  if (!Array.isArray(list) || !list.every(isLayer)) throw new StudioError('kerasNoModel');
  const layers: readonly KerasLayer[] = list;
  if (model.class_name !== 'Sequential') checkChain(layers);
  return layers.flatMap((layer) => (containers.includes(layer.class_name) ? chainOf(layer) : [layer]));
}

/** Every layer of a functional model must read the one before it, and it alone. */
function checkChain(layers: readonly KerasLayer[]): void {
  for (const [at, layer] of layers.entries()) {
    const sources = sourcesOf(layer.inbound_nodes);
    const before = at === 0 ? [] : [layers[at - 1]!.name ?? nameOf(layers[at - 1]!)];
    if (JSON.stringify(sources) !== JSON.stringify(before))
      throw new StudioError('kerasBranches', { layer: nameOf(layer), inputs: sources.join(', ') || '–' });
  }
}

/** Names of the layers a layer reads: `[[["conv", 0, 0, {}]]]` of Keras 2 and TF.js, or the tensors of Keras 3 with their `keras_history`. */
function sourcesOf(inbound: unknown): string[] {
  const names: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      if (typeof value[0] === 'string' && typeof value[1] === 'number') names.push(value[0]);
      else value.forEach(visit);
    } else if (isObject(value)) Object.values(value).forEach(visit);
  };
  visit(inbound);
  return names;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLayer(value: unknown): value is KerasLayer {
  return isObject(value) && typeof value.class_name === 'string' && typeof value.config === 'object';
}
