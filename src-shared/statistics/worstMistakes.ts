import { decided } from '../metrics/confusion.ts';
import type { Answers } from '../metrics/metric.ts';

/** A row and the class it was told to be. `at` is its place among the judged rows. */
export interface ToldRow {
  readonly at: number;
  readonly truth: number;
  readonly answer: number;
  /** The share of the class it was told to be, 0 … 1. */
  readonly share: number;
}

/** Every row as it was told. */
export function toldRow(answers: Answers, at: number): ToldRow {
  const answer = decided(answers, at);
  return { at, truth: answers.actual[at]!, answer, share: answers.predicted[at * answers.classes + answer]! };
}

/** Rows told wrongly, the surest first; equally sure ones in their order. */
export function worstMistakes(answers: Answers): readonly ToldRow[] {
  return toldRows(answers, ({ truth, answer }) => truth !== answer);
}

/** Rows of one class that were told to be of one class, the surest first. */
export function rowsOfCell(answers: Answers, truth: number, answer: number): readonly ToldRow[] {
  return toldRows(answers, (row) => row.truth === truth && row.answer === answer);
}

function toldRows(answers: Answers, isWanted: (row: ToldRow) => boolean): readonly ToldRow[] {
  const all = Array.from({ length: answers.rows }, (_, at) => toldRow(answers, at));
  return all.filter(isWanted).sort((a, b) => b.share - a.share || a.at - b.at);
}
