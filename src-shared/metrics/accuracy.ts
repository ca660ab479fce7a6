import { classCounts } from './confusion.ts';
import type { Metric } from './metric.ts';

/** The share of rows whose class was told. */
export const accuracy = {
  id: 'accuracy',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) =>
    classCounts(answers).reduce((right, { truePositive }) => right + truePositive, 0) / answers.rows,
} satisfies Metric;
