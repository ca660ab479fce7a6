import type { Metric } from './metric.ts';

/** Mean distance of answer and truth, in the units of the column. */
export const meanAbsoluteError = {
  id: 'meanAbsoluteError',
  task: 'regression',
  direction: 'lower',
  isShare: false,
  evaluate: ({ rows, predicted, actual }) =>
    predicted.reduce((sum, value, row) => sum + Math.abs(value - actual[row]!), 0) / rows,
} satisfies Metric;
