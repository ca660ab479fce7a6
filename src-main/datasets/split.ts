import type { SplitSizes } from '#shared/domain/dataset.ts';

const SHARE = 0.1;

/** The split a data set is offered with: the published test part or a tenth, a validation part of so many rows or a tenth, the rest for training. */
export function defaultSplit(rows: number, publishedTest: number, validationSize: number | null = null): SplitSizes {
  const test = publishedTest > 0 ? publishedTest : Math.round(rows * SHARE);
  const rest = rows - test;
  const wanted = validationSize !== null && validationSize < rest / 2 ? validationSize : Math.round(rest * SHARE);
  const validation = Math.min(wanted, Math.max(0, rest - 1));
  return { train: rest - validation, validation, test };
}
