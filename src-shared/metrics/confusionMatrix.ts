import { decided } from './confusion.ts';
import type { Answers } from './metric.ts';

/** What was taken for what: `counts[truth × classes + answer]` rows. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Uint32Array;
}

/** A kind of mistake: rows of the class `truth` that were told to be `answer`. */
export interface Mistake {
  readonly truth: number;
  readonly answer: number;
  readonly count: number;
}

/** Counts every row by its class and the class it was told to be. */
export function confusionMatrix(answers: Answers): ConfusionMatrix {
  const { rows, classes, actual } = answers;
  const counts = new Uint32Array(classes * classes);
  for (let row = 0; row < rows; row++) counts[actual[row]! * classes + decided(answers, row)]! += 1;
  return { classes, counts };
}

/** Rows of a class. */
export function rowsOfClass({ classes, counts }: ConfusionMatrix, truth: number): number {
  return counts.subarray(truth * classes, (truth + 1) * classes).reduce((sum, count) => sum + count, 0);
}

/** The share of the rows of a class that were told so; null where there are none. */
export function foundShare(matrix: ConfusionMatrix, truth: number): number | null {
  const rows = rowsOfClass(matrix, truth);
  return rows === 0 ? null : matrix.counts[truth * matrix.classes + truth]! / rows;
}

/** The mistake that was made most often, the first of equals; null where none was made. */
export function commonestMistake({ classes, counts }: ConfusionMatrix): Mistake | null {
  let best: Mistake | null = null;
  for (let truth = 0; truth < classes; truth++)
    for (let answer = 0; answer < classes; answer++) {
      const count = counts[truth * classes + answer]!;
      if (truth !== answer && count > (best?.count ?? 0)) best = { truth, answer, count };
    }
  return best;
}

/** The classes found least and most often, the first of equals; null where fewer than two have rows or all are found equally often. */
export function extremeClasses(matrix: ConfusionMatrix): { readonly hardest: number; readonly easiest: number } | null {
  const shares = Array.from({ length: matrix.classes }, (_, truth) => ({ truth, share: foundShare(matrix, truth) }));
  const present = shares.flatMap(({ truth, share }) => (share === null ? [] : [{ truth, share }]));
  const ordered = present.toSorted((a, b) => a.share - b.share || a.truth - b.truth);
  const [hardest, last] = [ordered[0], ordered.at(-1)];
  if (!hardest || !last || hardest.share === last.share) return null;
  return { hardest: hardest.truth, easiest: ordered.find(({ share }) => share === last.share)!.truth };
}
