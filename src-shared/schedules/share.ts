import type { SchedulePlan } from '../domain/experiment.ts';
import { defaultValues, withDefaults, type ParamValues } from '../domain/params.ts';
import { scheduleById } from './index.ts';
import { isPiecewise, piecewiseRate } from './piecewise.ts';
import type { Schedule } from './schedule.ts';

/** The share of its own rate a contender uses in 0-based update k: 1 without a schedule, and where no formula but the training decides. */
export function rateShare(plan: SchedulePlan | null | undefined, k: number): number {
  if (!plan) return 1;
  if (isPiecewise(plan)) return piecewiseRate(k, plan.params);
  const schedule = scheduleById(plan.id);
  return schedule ? schedule.rate(k, withDefaults(schedule.params, plan.params)) : 1;
}

/** Parameters that make a sensible share schedule of so many updates: from 1 down to a hundredth, over all of them. */
export function shareDefaults(schedule: Schedule, steps: number): ParamValues {
  const warmup = Math.max(1, Math.round(steps / 10));
  const planned: Readonly<Record<string, number>> = {
    lr: 1,
    lr0: schedule.id === 'warmup_cosine' ? 0 : 1,
    lr_max: 1,
    lr_end: 0.01,
    lr_tau: 0.01,
    lr_min: 0,
    tau: steps,
    total_steps: Math.max(2, steps),
    decay_steps: Math.max(1, schedule.id === 'warmup_cosine' ? steps - warmup : steps),
    step_size: Math.max(1, Math.round(steps / 3)),
    warmup_steps: warmup,
    first_steps: Math.max(1, Math.round(steps / 7)),
  };
  const own = Object.keys(schedule.params).filter((name) => name in planned);
  const values = {
    ...defaultValues(schedule.params),
    ...Object.fromEntries(own.map((name) => [name, planned[name]!])),
  };
  return schedule.id === 'exponential' ? { ...values, rate: 0.05 } : (values as ParamValues);
}
