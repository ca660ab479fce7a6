import { StudioError } from '../result.ts';
import type { KerasConfig } from './kerasLayers.ts';

/** A layer, or a model, as Keras and TF.js write it. */
export interface KerasLayer {
  readonly class_name: string;
  readonly config: KerasConfig;
  readonly inbound_nodes?: unknown;
  readonly name?: string;
}

/** A layer with what it reads: keys of layers before it in the list, null for the data. */
export interface LinkedLayer {
  readonly key: string;
  readonly layer: KerasLayer;
  readonly reads: readonly (string | null)[];
}

const containers: readonly string[] = ['Sequential', 'Functional', 'Model'];

/** The model within whatever it is wrapped in: TF.js's `modelTopology`, Keras's `model_config`. Throws `kerasNoModel`. */
export function topologyOf(value: unknown): KerasLayer {
  let inside: unknown = value;
  for (const key of ['modelTopology', 'model_config'])
    if (isObject(inside) && isObject(inside[key])) inside = inside[key];
  if (!isLayer(inside) || !containers.includes(inside.class_name)) throw new StudioError('kerasNoModel');
  return inside;
}

/**
 * The layers in order with what each reads, models within taken apart. `from` is what the model itself reads. Throws `kerasNoModel`, and
 * `kerasBranches` where a layer reads what is not before it, or the model has a second input.
 */
export function linkedLayers(model: KerasLayer, from: string | null = null, place = ''): readonly LinkedLayer[] {
  const outputs = new Map<string, string | null>();
  const linked: LinkedLayer[] = [];
  let last = from;
  for (const [at, layer] of layersOf(model).entries()) {
    const key = `${place}/${at}`;
    const reads = readsOf(model, layer, outputs, last, from);
    const own = containers.includes(layer.class_name)
      ? linkedLayers(layer, reads[0] ?? null, key)
      : [{ key, layer, reads }];
    linked.push(...own);
    last = own.at(-1)?.key ?? last;
    outputs.set(layer.name ?? nameOf(layer), last);
  }
  return linked;
}

/** What the layer is called in the model. */
export function nameOf({ class_name: kind, config }: KerasLayer): string {
  return typeof config.name === 'string' ? config.name : kind;
}

function layersOf({ config }: KerasLayer): readonly KerasLayer[] {
  const list: unknown = Array.isArray(config) ? config : config.layers;
  if (!Array.isArray(list) || !list.every(isLayer)) throw new StudioError('kerasNoModel');
  return list;
}

function readsOf(
  model: KerasLayer,
  layer: KerasLayer,
  outputs: ReadonlyMap<string, string | null>,
  last: string | null,
  from: string | null,
): readonly (string | null)[] {
  if (model.class_name === 'Sequential') return [last];
  const names = sourcesOf(layer.inbound_nodes);
  const unknown = names.find((name) => !outputs.has(name));
  const isSecondInput = names.length === 0 && outputs.size > 0;
  if (unknown !== undefined || isSecondInput)
    throw new StudioError('kerasBranches', { layer: nameOf(layer), inputs: unknown ?? '–' });
  return names.length === 0 ? [from] : names.map((name) => outputs.get(name) ?? null);
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

/** True for what JSON writes in braces. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLayer(value: unknown): value is KerasLayer {
  return isObject(value) && typeof value.class_name === 'string' && typeof value.config === 'object';
}
