import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { isChained } from '#shared/domain/modelSources.ts';
import { outputActivation } from '#shared/layers/outputActivation.ts';
import { isCoded, type ActivationHalves } from './activation.ts';

const none: ActivationHalves = { applied: 'linear', derived: 'linear' };

/** Kinds that keep the largest of some values, and whose layer on the CPU engine takes an activation over. */
const maxPoolings = new Set(['maxPooling1d', 'maxPooling2d', 'globalMaxPooling1d', 'globalMaxPooling2d']);

/**
 * Which activation every layer of a model applies and derives. The last layer's is left out: losses take logits. A monotone activation before
 * a pooling moves behind it, where there are fewer values: the largest of activated values is the activation of the largest. ReLU is applied
 * before all the same, since the convolution does it on the way, and only its derivative moves.
 */
export function activationPlaces(layers: readonly LayerRow[]): ActivationHalves[] {
  const places = layers.map((row, i) => (i === layers.length - 1 ? none : both(outputActivation(row.node))));
  layers.forEach((row, i) => {
    const before = places[i - 1];
    if (!maxPoolings.has(row.node.kind) || !before || !isCoded(before.applied) || !isChained(layers, i)) return;
    const stays = before.applied === 'relu';
    places[i - 1] = { applied: stays ? 'relu' : 'linear', derived: 'linear' };
    places[i] = { applied: stays ? 'linear' : before.applied, derived: before.derived };
  });
  return places;
}

function both(name: string): ActivationHalves {
  return { applied: name, derived: name };
}
