import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { cosineRestarts } from './cosineRestarts.ts';
import { exponential } from './exponential.ts';
import { inverseTime } from './inverseTime.ts';
import { linearDecay } from './linearDecay.ts';
import { oneCycle } from './oneCycle.ts';
import { polynomial } from './polynomial.ts';
import type { Schedule } from './schedule.ts';
import { step } from './step.ts';
import { warmupCosine } from './warmupCosine.ts';

/** Schedules whose rate depends on the update alone. Piecewise rates and reduce-on-plateau have files of their own. */
export const schedules: readonly Schedule[] = [
  constant,
  linearDecay,
  polynomial,
  step,
  exponential,
  inverseTime,
  cosine,
  warmupCosine,
  cosineRestarts,
  oneCycle,
] as unknown as readonly Schedule[];

export function scheduleById(id: string): Schedule | null {
  return schedules.find((schedule) => schedule.id === id) ?? null;
}
