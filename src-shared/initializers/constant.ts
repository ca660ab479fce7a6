import { biasParam, defineInitializer } from './initializer.ts';

/** One value for every weight. All units of a layer then compute the same and stay the same: for teaching. */
export const constant = defineInitializer({
  id: 'constant',
  source: 'Teaching: what breaks no symmetry',
  params: {
    value: { type: 'number', default: 0.1, min: -1000, max: 1000, scale: 'linear', slider: [-1, 1] },
    bias: biasParam,
  },
  fill:
    (_kernel, _random, { value }) =>
    () =>
      value,
});
