import { isObject, topologyOf } from './kerasGraph.ts';

/** Who wrote a model file; `keras` where it is Keras, 2 or 3, and the file does not say which. */
export type KerasOrigin = 'tfjs' | 'keras2' | 'keras3' | 'keras';

/**
 * Told by `keras_version` ("2.15.0", "3.4.1", "tfjs-layers 4.22.0"), which TF.js, its converter and Keras 2 write around the model, else by
 * `generatedBy`. Keras 3's `to_json` and the `config.json` of a `.keras` file have neither, but name the `module` of every class, as the last
 * releases of Keras 2 do in a `.keras` file. What has none of these is of an older Keras 2. Throws `kerasNoModel`.
 */
export function kerasOrigin(value: unknown): KerasOrigin {
  const said = saidBy(value, 'keras_version') ?? saidBy(value, 'generatedBy') ?? '';
  if (said.includes('tfjs-layers')) return 'tfjs';
  const major = /(\d+)\./.exec(said)?.[1];
  if (major !== undefined) return Number(major) >= 3 ? 'keras3' : 'keras2';
  return 'module' in topologyOf(value) ? 'keras' : 'keras2';
}

/** A text at the top of the file or in one of what the model is wrapped in. */
function saidBy(value: unknown, name: string): string | null {
  if (!isObject(value)) return null;
  const own = value[name];
  if (typeof own === 'string') return own;
  return saidBy(value.modelTopology, name) ?? saidBy(value.model_config, name);
}
