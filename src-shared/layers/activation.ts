import { activationKinds } from './activations.ts';
import { defineLayer, shapeOf } from './kind.ts';

/**
 * An activation as a layer of its own, value by value; softmax runs over the last axis. `slope` is that of the leaky ReLU below 0, `alpha` the size
 * of the ELU there, with the defaults of Keras 2 and TF.js.
 */
export const activation = defineLayer({
  kind: 'activation',
  family: 'core',
  params: {
    activation: { type: 'choice', default: 'relu', choices: activationKinds.map(({ id }) => id) },
    slope: {
      type: 'number',
      default: 0.3,
      min: 0,
      max: 1,
      scale: 'linear',
      when: { name: 'activation', is: ['leakyRelu'] },
    },
    alpha: {
      type: 'number',
      default: 1,
      min: 0,
      max: 100,
      scale: 'linear',
      slider: [0, 2],
      when: { name: 'activation', is: ['elu'] },
    },
  },
  activatesInside: true,
  outputShape: (input) => shapeOf(...input),
  weights: () => [],
});

/** What an activation's one number is where `params` are those of its layer: the slope of a leaky ReLU, the alpha of an ELU; else 0. */
export function activationNumber(name: string, params: Readonly<Record<string, unknown>> = {}): number {
  if (name === 'leakyRelu') return Number(params.slope ?? activation.params.slope.default);
  return name === 'elu' ? Number(params.alpha ?? activation.params.alpha.default) : 0;
}
