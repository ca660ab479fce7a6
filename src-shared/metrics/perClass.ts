import { classCounts, precisionOf, recallOf } from './confusion.ts';
import type { Answers } from './metric.ts';

/** With more classes nobody reads a line of each. */
const MOST_CLASSES = 30;

/** Precision and recall of every class by its index, as `recall.3`; nothing where answers are numbers or classes are many. */
export function perClass(answers: Answers): Record<string, number> {
  if (answers.classes < 2 || answers.classes > MOST_CLASSES) return {};
  return Object.fromEntries(
    classCounts(answers).flatMap((counts, index) => [
      [ofClass('precision', index), precisionOf(counts)],
      [ofClass('recall', index), recallOf(counts)],
    ]),
  );
}

/** The name under which a class has a metric of its own. */
export function ofClass(metric: 'precision' | 'recall', index: number): string {
  return `${metric}.${index}`;
}
