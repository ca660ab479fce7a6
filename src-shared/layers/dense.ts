import { biasParam } from './biasParam.ts';
import { activationParam } from './activations.ts';
import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';

/** y = activation(x W + b), x flat. */
export const dense = defineLayer({
  kind: 'dense',
  family: 'core',
  params: {
    units: { type: 'integer', default: 64, min: 1, max: 16384, scale: 'log', slider: [1, 1024] },
    activation: activationParam,
    useBias: biasParam,
  },
  outputShape(input, { units }) {
    if (input.length !== 1)
      return problem('denseNeedsFlat', { shape: shapeText(input) }, { act: 'insertBefore', kind: 'flatten' });
    return shapeOf(units);
  },
  weights([inputs = 0], { units }) {
    return [
      { name: 'kernel', shape: [inputs, units], fanIn: inputs, fanOut: units, initializer: 'glorotUniform' },
      { name: 'bias', shape: [units], fanIn: inputs, fanOut: units, initializer: 'zeros' },
    ];
  },
});
