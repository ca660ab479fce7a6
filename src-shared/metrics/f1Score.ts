import { f1Of, overClasses } from './confusion.ts';
import type { Metric } from './metric.ts';

/** The harmonic mean of precision and recall. See `overClasses` for how classes are joined. */
export const f1Score = {
  id: 'f1Score',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) => overClasses(answers, f1Of),
} satisfies Metric;
