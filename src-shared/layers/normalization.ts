import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs } from '../domain/params.ts';
import type { WeightName, WeightSpec } from './kind.ts';

/** What every normalisation can be told: ε under the root as in Keras, and whether it learns β (`center`) and γ (`scale`). */
export const normalizationParams = {
  epsilon: {
    type: 'number',
    default: 0.001,
    min: 0,
    max: 1,
    minExclusive: true,
    scale: 'log',
    slider: [1e-7, 0.1],
    symbol: 'ε',
  },
  center: { type: 'boolean', default: true },
  scale: { type: 'boolean', default: true },
} as const satisfies ParamSpecs;

/** One number for each entry of the last axis. */
export function lastAxisWeight(
  input: Shape,
  name: WeightName,
  initializer: 'zeros' | 'ones',
  isState = false,
): WeightSpec {
  const channels = input.at(-1) ?? 0;
  const spec = { name, shape: [channels], fanIn: channels, fanOut: channels, initializer };
  return isState ? { ...spec, isState } : spec;
}

/** γ and β, as far as they are learned. */
export function learnedScaleAndShift(input: Shape, learned: { center: boolean; scale: boolean }): WeightSpec[] {
  return [
    ...(learned.scale ? [lastAxisWeight(input, 'gamma', 'ones')] : []),
    ...(learned.center ? [lastAxisWeight(input, 'beta', 'zeros')] : []),
  ];
}
