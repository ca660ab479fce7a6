import type { Answers, Metric } from './metric.ts';

/**
 * Area under the ROC curve: the chance that a row of the class gets a larger share than a row of another, equals counting half (Mann & Whitney
 * 1947; exact, where Keras sums over 200 thresholds). Of two classes that of the second; of more the mean of each against the rest.
 */
export const auc = {
  id: 'auc',
  task: 'classification',
  direction: 'higher',
  isShare: true,
  evaluate: (answers) => {
    if (answers.classes === 2) return areaOf(answers, 1);
    const areas = Array.from({ length: answers.classes }, (_, i) => areaOf(answers, i)).filter(Number.isFinite);
    return areas.reduce((sum, area) => sum + area, 0) / areas.length;
  },
} satisfies Metric;

/** NaN where there are no rows of the class, or no others. Sorted apart and merged: numbers alone sort many times faster than places by number. */
function areaOf({ rows, classes, predicted, actual }: Answers, own: number): number {
  const [positives, negatives] = [new Float64Array(rows), new Float64Array(rows)];
  let [p, n] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const value = predicted[row * classes + own]!;
    if (actual[row] === own) positives[p++] = value;
    else negatives[n++] = value;
  }
  return pairsInOrder(positives.subarray(0, p).sort(), negatives.subarray(0, n).sort()) / (p * n);
}

/** Pairs of a high and a low value in which the high one is the larger, equals counting half; both lists ascend. */
function pairsInOrder(high: Float64Array, low: Float64Array): number {
  let [below, notAbove, sum] = [0, 0, 0];
  for (const value of high) {
    while (below < low.length && low[below]! < value) below += 1;
    while (notAbove < low.length && low[notAbove]! <= value) notAbove += 1;
    sum += (below + notAbove) / 2;
  }
  return sum;
}
