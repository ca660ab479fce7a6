import { decided } from './confusion.ts';
import type { Metric } from './metric.ts';

/** The share of rows whose class was told. */
export const accuracy = {
  id: 'accuracy',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) => {
    let right = 0;
    for (let row = 0; row < answers.rows; row++) if (decided(answers, row) === answers.actual[row]) right += 1;
    return right / answers.rows;
  },
} satisfies Metric;
