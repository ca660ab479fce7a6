import type { Loss } from './loss.ts';
import { perValue } from './perValue.ts';

/** Below this z the softplus is eᶻ to the last bit, and its logarithm z. */
const FLAT = -40;

/**
 * λ − y log λ with λ = softplus(z) = log(1 + eᶻ), the number of events expected: Keras's Poisson over a softplus layer, without the ε in its
 * logarithm. Exact where λ is 0 in float32: log λ is z there.
 */
export const poisson: Loss = {
  id: 'poisson',
  task: 'regression',
  targets: 'value',
  metric: 'meanAbsoluteError',
  activation: 'softplus',
  counts: true,
  evaluate: (batch) =>
    perValue(batch, (z, y) => {
      const rate = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      const share = z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
      const [logRate, slope] = z < FLAT ? [z, 1] : [Math.log(rate), share / rate];
      return { loss: rate - y * logRate, slope: share - y * slope };
    }),
};
