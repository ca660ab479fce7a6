import type { Loss } from './loss.ts';

/** Mean of |z − y| over rows and units; the gradient at 0 is 0. */
export const meanAbsoluteError: Loss = {
  id: 'meanAbsoluteError',
  task: 'regression',
  targets: 'value',
  metric: 'meanAbsoluteError',
  activation: 'linear',
  eachValue: true,
  evaluate({ logits, targets, rows, units }) {
    const size = rows * units;
    const error = logits.map((z, i) => z - targets[i]!);
    return {
      loss: error.reduce((sum, e) => sum + Math.abs(e), 0) / size,
      gradient: error.map((e) => Math.sign(e) / size),
    };
  },
};
