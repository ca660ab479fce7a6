import * as tf from '@tensorflow/tfjs';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { serialiseLayers, type NamedLayer } from '#main/exporters/tfjsLayers.ts';

/** Starts cost time and matter nothing where only shapes are looked at. */
const zeros = { className: 'Zeros', config: {} };

/** The TF.js layer of a written one. */
function tfjsLayer({ serialised }: NamedLayer): tf.layers.Layer {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [kind, fromConfig] = classNameMap[serialised.class_name]!;
  // Names of TF.js are unique in a process; ours would collide.
  const { name: _, ...config } = camelCased(serialised.config) as Record<string, never>;
  return fromConfig(kind, config) as unknown as tf.layers.Layer;
}

/** Keys and words as TF.js has them in its constructors. */
function camelCased(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, own]) => [
    camelCased(key) as string,
    key.endsWith('_initializer') ? zeros : camelCased(own),
  ]);
  return Object.fromEntries(entries);
}

const placeholder = { id: 'before', kind: 'activation', params: { activation: 'linear' } };

/** What TF.js builds from a row on these inputs: its shape without the batch, its parameters. Throws what TF.js throws. */
export function builtByTfjs(
  row: LayerRow,
  inputs: readonly tf.SymbolicTensor[],
): { output: tf.SymbolicTensor; shape: readonly number[]; parameters: number } {
  // Rows in place of what it reads, of which nothing but the names is used.
  const before = inputs.map(() => ({ ...row, node: placeholder, sources: [-1], weights: [] }));
  const written = serialiseLayers([...before, { ...row, sources: inputs.map((_, i) => i) }]);
  const outputs = new Map(inputs.map((input, i) => [written[i]!.name, input]));
  let parameters = 0;
  let output = inputs[0]!;
  for (const one of written.slice(inputs.length)) {
    const layer = tfjsLayer(one);
    const read = one.reads.map((name) => outputs.get(name!)!);
    output = layer.apply(read.length === 1 ? read[0]! : read) as tf.SymbolicTensor;
    parameters += layer.countParams();
    tf.dispose(layer.weights.map((weight) => weight.read()));
    outputs.set(one.name, output);
  }
  return { output, shape: output.shape.slice(1) as number[], parameters };
}
