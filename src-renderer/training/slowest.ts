import type { TrainingProgress } from '../engine/messages.ts';

/** The pool's progress: as far as the slowest, done when the last is. */
export function slowest(parts: readonly TrainingProgress[]): TrainingProgress {
  const [first, ...others] = parts;
  return others.reduce(
    (sum, part) => ({
      ...(part.step < sum.step ? part : sum),
      fraction: Math.min(sum.fraction, part.fraction),
      remainingSeconds:
        sum.remainingSeconds === null || part.remainingSeconds === null
          ? null
          : Math.max(sum.remainingSeconds, part.remainingSeconds),
    }),
    first!,
  );
}
