import { precisionOf, overClasses } from './confusion.ts';
import type { Metric } from './metric.ts';

/** Of the rows told to be of a class, the share that is. See `overClasses` for how classes are joined. */
export const precision = {
  id: 'precision',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) => overClasses(answers, precisionOf),
} satisfies Metric;
