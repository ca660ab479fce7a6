import type { Metric } from './metric.ts';

/** Square root of the mean squared distance, in the units of the column: a few large errors weigh more than many small ones. */
export const rootMeanSquaredError = {
  id: 'rootMeanSquaredError',
  task: 'regression',
  direction: 'lower',
  isShare: false,
  evaluate: ({ rows, predicted, actual }) =>
    Math.sqrt(predicted.reduce((sum, value, row) => sum + (value - actual[row]!) ** 2, 0) / rows),
} satisfies Metric;
