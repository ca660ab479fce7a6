import { biasParam, defineInitializer } from './initializer.ts';

/** Every weight 0. No unit differs from another, and behind the last layer no gradient arrives: for teaching. */
export const zeros = defineInitializer({
  id: 'zeros',
  source: 'Teaching: what breaks no symmetry',
  params: { bias: biasParam },
  fill: () => () => 0,
});
