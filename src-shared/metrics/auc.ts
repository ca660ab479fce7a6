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

/** NaN where there are no rows of the class, or no others. */
function areaOf({ rows, classes, predicted, actual }: Answers, own: number): number {
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => at(a) - at(b));
  let [rankSum, positives] = [0, 0];
  for (let from = 0; from < rows;) {
    let to = from + 1;
    while (to < rows && at(order[to]!) === at(order[from]!)) to += 1;
    // Equals share the middle of their ranks, which count from 1.
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (actual[order[i]!] !== own) continue;
      rankSum += rank;
      positives += 1;
    }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (rows - positives));

  function at(row: number): number {
    return predicted[row * classes + own]!;
  }
}
