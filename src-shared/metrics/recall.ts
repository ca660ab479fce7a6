import { recallOf, overClasses } from './confusion.ts';
import type { Metric } from './metric.ts';

/** Of the rows of a class, the share told so. See `overClasses` for how classes are joined. */
export const recall = {
  id: 'recall',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) => overClasses(answers, recallOf),
} satisfies Metric;
