import type { StepValues } from './run.ts';

/** A piece of a per-update series that can still grow. */
export interface GrowingSteps extends StepValues {
  readonly values: (number | null)[];
}

/** Consecutive pieces of one series become one piece; the pieces given stay as they are. */
export function joinSteps(pieces: readonly StepValues[]): GrowingSteps[] {
  const joined: GrowingSteps[] = [];
  for (const { series, fromStep, values } of pieces) {
    const last = joined.findLast((piece) => piece.series === series);
    if (last && last.fromStep + last.values.length === fromStep) for (const value of values) last.values.push(value);
    else joined.push({ series, fromStep, values: [...values] });
  }
  return joined;
}
