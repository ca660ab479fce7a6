import type { Answers } from './metric.ts';

/** Counts of one class: rows of it told so, rows told so of others, rows of it told otherwise. */
export interface ClassCounts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** The class with the largest share in a row; the first of equals. */
export function decided({ predicted, classes }: Answers, row: number): number {
  let best = 0;
  for (let i = 1; i < classes; i++) if (predicted[row * classes + i]! > predicted[row * classes + best]!) best = i;
  return best;
}

const counted = new WeakMap<Answers, readonly ClassCounts[]>();

/** The counts of every class, by index; made once for the same answers, which four metrics ask for. */
export function classCounts(answers: Answers): readonly ClassCounts[] {
  const known = counted.get(answers) ?? countClasses(answers);
  counted.set(answers, known);
  return known;
}

function countClasses(answers: Answers): readonly ClassCounts[] {
  const { rows, classes, actual } = answers;
  const [right, told, there] = [new Int32Array(classes), new Int32Array(classes), new Int32Array(classes)];
  for (let row = 0; row < rows; row++) {
    const [said, is] = [decided(answers, row), actual[row]!];
    told[said]! += 1;
    there[is]! += 1;
    if (said === is) right[is]! += 1;
  }
  return Array.from(right, (truePositive, i) => ({
    truePositive,
    falsePositive: told[i]! - truePositive,
    falseNegative: there[i]! - truePositive,
  }));
}

/**
 * A value per class as one number: of two classes that of the second, which is the positive one as in Keras; of more the plain mean over
 * the classes there are rows of (“macro”).
 */
export function overClasses(answers: Answers, value: (counts: ClassCounts) => number): number {
  const counts = classCounts(answers);
  if (counts.length === 2) return value(counts[1]!);
  const present = counts.filter(({ truePositive, falseNegative }) => truePositive + falseNegative > 0);
  return present.reduce((sum, each) => sum + value(each), 0) / present.length;
}

/** Of the rows told to be of the class, the share that is; 0 where none was told, as in Keras. */
export function precisionOf({ truePositive, falsePositive }: ClassCounts): number {
  return share(truePositive, truePositive + falsePositive);
}

/** Of the rows of the class, the share told so; 0 where there are none. */
export function recallOf({ truePositive, falseNegative }: ClassCounts): number {
  return share(truePositive, truePositive + falseNegative);
}

/** The harmonic mean of precision and recall. */
export function f1Of({ truePositive, falsePositive, falseNegative }: ClassCounts): number {
  return share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
