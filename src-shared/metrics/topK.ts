import type { Metric } from './metric.ts';

/** The k of “top k” where nothing else is said, as in Keras. */
const K = 5;

/** The share of rows whose class is among the five that the model holds most likely. Equals count as more likely: a model that tells nothing apart gets nothing. */
export const topKAccuracy = {
  id: 'topKAccuracy',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  suits: (classes) => classes > K,
  evaluate: ({ rows, classes, predicted, actual }) => {
    let right = 0;
    for (let row = 0; row < rows; row++) {
      const own = predicted[row * classes + actual[row]!]!;
      let before = 0;
      for (let i = 0; i < classes; i++) if (i !== actual[row] && predicted[row * classes + i]! >= own) before += 1;
      if (before < K) right += 1;
    }
    return right / rows;
  },
} satisfies Metric;
