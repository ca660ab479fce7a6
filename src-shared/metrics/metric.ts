import type { Direction } from '../statistics/ranking.ts';

/** What a model said of rows whose answer is known. */
export interface Answers {
  readonly rows: number;
  /** Of class answers: how many classes; 1 for numbers. */
  readonly classes: number;
  /** Rows × classes, row-major, adding up to 1; of a number the answer itself, in the units of the column. */
  readonly predicted: Float64Array;
  /** One class index, or one number in the units of the column, per row. */
  readonly actual: Float64Array;
}

/** A number that tells how good answers are, in double precision. */
export interface Metric {
  /** Keras's name in camel case where Keras has it. */
  readonly id: string;
  readonly task: 'classification' | 'regression';
  readonly direction: Direction;
  /** True where it lies in 0 … 1. */
  readonly isShare: boolean;
  /** Whether it says anything of so many classes; absent: of any number. */
  readonly suits?: (classes: number) => boolean;
  /** NaN where it is not defined: there are no rows, or all are of one kind. */
  evaluate(answers: Answers): number;
}
