import type { Loss } from './loss.ts';

/** Mean of (z − y)² over rows and units. */
export const meanSquaredError: Loss = {
  id: 'meanSquaredError',
  task: 'regression',
  targets: 'value',
  metric: 'meanAbsoluteError',
  activation: 'linear',
  eachValue: true,
  evaluate({ logits, targets, rows, units }) {
    const size = rows * units;
    const error = logits.map((z, i) => z - targets[i]!);
    return { loss: error.reduce((sum, e) => sum + e * e, 0) / size, gradient: error.map((e) => (2 * e) / size) };
  },
};
