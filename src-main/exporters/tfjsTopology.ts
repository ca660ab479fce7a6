import type { Shape } from '#shared/domain/layerGraph.ts';
import type { NamedLayer } from './tfjsLayers.ts';

const NAME = 'descent_studio';
const INPUT = 'input_1';

/** The layers as TF.js puts them together: a stack as `Sequential`, anything with branches as a functional `Model`. */
export function topology(layers: readonly NamedLayer[], inputShape: Shape) {
  const isStack = layers.every(({ reads }, i) => reads.length === 1 && reads[0] === (layers[i - 1]?.name ?? null));
  return isStack ? sequential(layers, inputShape) : functional(layers, inputShape);
}

function sequential(layers: readonly NamedLayer[], inputShape: Shape) {
  const written = layers.map(({ serialised }, i) =>
    i === 0 ? { ...serialised, config: { ...serialised.config, ...inputOf(inputShape) } } : serialised,
  );
  return { class_name: 'Sequential', config: { name: NAME, layers: written } };
}

function functional(layers: readonly NamedLayer[], inputShape: Shape) {
  const input = { class_name: 'InputLayer', config: { ...inputOf(inputShape), sparse: false, name: INPUT } };
  const written = layers.map(({ name, serialised, reads }) => ({
    name,
    ...serialised,
    inbound_nodes: [reads.map((from) => [from ?? INPUT, 0, 0, {}])],
  }));
  return {
    class_name: 'Model',
    config: {
      name: NAME,
      layers: [{ name: INPUT, ...input, inbound_nodes: [] }, ...written],
      input_layers: [[INPUT, 0, 0]],
      output_layers: [[layers.at(-1)?.name, 0, 0]],
    },
  };
}

function inputOf(inputShape: Shape) {
  return { batch_input_shape: [null, ...inputShape], dtype: 'float32' };
}
