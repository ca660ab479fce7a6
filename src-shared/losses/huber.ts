import type { ParamValues } from '../domain/params.ts';
import type { Loss } from './loss.ts';
import { perValue } from './perValue.ts';

/** Where the distance takes over from the square: δ, 1 where it is not given. */
export function huberDelta(params: ParamValues = {}): number {
  return Number(params.delta ?? 1);
}

/** ½e² for |e| = |z − y| ≤ δ, else δ(|e| − ½δ): squares near the target, distances far from it (Huber 1964; Keras, mean). */
export const huber: Loss = {
  id: 'huber',
  task: 'regression',
  targets: 'value',
  metric: 'meanAbsoluteError',
  activation: 'linear',
  eachValue: true,
  params: {
    delta: {
      type: 'number',
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1e6,
      scale: 'log',
      slider: [0.01, 100],
      symbol: 'δ',
    },
  },
  evaluate(batch, params) {
    const delta = huberDelta(params);
    return perValue(batch, (z, y) => {
      const error = z - y;
      const size = Math.abs(error);
      if (size <= delta) return { loss: 0.5 * error * error, slope: error };
      return { loss: delta * (size - 0.5 * delta), slope: delta * Math.sign(error) };
    });
  },
};
